/** States of a DROP (`dlg.ddap_protocol.DROPStates`); the numbers travel in events and JSON. @category Protocol */
export const DROPStates = {
  INITIALIZED: 0,
  WRITING: 1,
  COMPLETED: 2,
  ERROR: 3,
  EXPIRED: 4,
  DELETED: 5,
  CANCELLED: 6,
  SKIPPED: 7,
} as const;

/** One of the numbers of {@link DROPStates:var}. @category Protocol */
export type DROPStates = (typeof DROPStates)[keyof typeof DROPStates];

/** Execution states of an application DROP (`dlg.ddap_protocol.AppDROPStates`). @category Protocol */
export const AppDROPStates = {
  NOT_RUN: 0,
  RUNNING: 1,
  FINISHED: 2,
  ERROR: 3,
  CANCELLED: 4,
  SKIPPED: 5,
} as const;

/** One of the numbers of {@link AppDROPStates:var}. @category Protocol */
export type AppDROPStates = (typeof AppDROPStates)[keyof typeof AppDROPStates];

/** States of a session, numbered as DALiuGE's managers report them. @category Protocol */
export const SessionStates = {
  PRISTINE: 0,
  BUILDING: 1,
  DEPLOYING: 2,
  RUNNING: 3,
  FINISHED: 4,
  CANCELLED: 5,
  FAILED: 6,
} as const;

/** One of the numbers of {@link SessionStates:var}. @category Protocol */
export type SessionStates = (typeof SessionStates)[keyof typeof SessionStates];
