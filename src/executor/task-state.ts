import { AppDROPStates, DROPStates } from '../protocol/index.js';

/** States of a task: one number stands for the states of its application drop and its data drop. */
export const TaskState = {
  WAITING: 0,
  RUNNING: 1,
  DONE: 2,
  FAILED: 3,
  INPUT_FAILED: 4,
  CANCELLED: 5,
} as const;

/** One of the numbers of {@link TaskState:var}. */
export type TaskState = (typeof TaskState)[keyof typeof TaskState];

interface DropStates {
  readonly status: DROPStates;
  readonly execStatus: AppDROPStates;
}

/** What each task state means for its drops; an application keeps INITIALIZED while it runs, as in DALiuGE. */
const MEANING: Readonly<Record<TaskState, DropStates>> = {
  [TaskState.WAITING]: { status: DROPStates.INITIALIZED, execStatus: AppDROPStates.NOT_RUN },
  [TaskState.RUNNING]: { status: DROPStates.INITIALIZED, execStatus: AppDROPStates.RUNNING },
  [TaskState.DONE]: { status: DROPStates.COMPLETED, execStatus: AppDROPStates.FINISHED },
  [TaskState.FAILED]: { status: DROPStates.ERROR, execStatus: AppDROPStates.ERROR },
  [TaskState.INPUT_FAILED]: { status: DROPStates.ERROR, execStatus: AppDROPStates.ERROR },
  [TaskState.CANCELLED]: { status: DROPStates.CANCELLED, execStatus: AppDROPStates.CANCELLED },
};

/** The states of a task's drops. */
export function dropStatesOf(state: TaskState): DropStates {
  return MEANING[state];
}

/** Whether a task failed, by itself or because of an input. */
export function hasFailed(state: number | undefined): boolean {
  return state === TaskState.FAILED || state === TaskState.INPUT_FAILED;
}
