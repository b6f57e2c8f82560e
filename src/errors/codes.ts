/**
 * The catalogue of error codes: stable names a program can branch on, with what each means and what helps.
 * Every error dropgraph makes itself carries one of them as `code`; the errors page of the docs is this table.
 *
 * @category Errors
 */
export const ERROR_CODES = {
  DLG_ERR_TASK: 'A task of the graph threw, or returned something other than what it promised.',
  DLG_ERR_ITEM: 'A function failed for one item of a list; `index` says for which.',
  DLG_ERR_COMPUTE: 'Several tasks failed before the run stopped; `errors` holds one TaskError for each.',
  DLG_ERR_CANCELLED: 'The run was cancelled by its signal, its timeout or `session.cancel()`.',
  DLG_ERR_WORKER: 'A worker thread or process ended while it ran a task.',
  DLG_ERR_MUTATION: 'A task changed one of its inputs (`detectMutation`).',
  DLG_ERR_GRAPH_CYCLE: 'Drops of a loaded graph wait for each other in a circle.',
  DLG_ERR_GRAPH_INVALID: 'A loaded graph breaks the rules of dropspecs; `problems` lists every fault.',
  DLG_ERR_KEY_CONFLICT: 'One key was given to two different tasks.',
  DLG_ERR_SERIALIZATION:
    'A value cannot be written into a dropspec, or sent to another thread; `path` says which one.',
  DLG_ERR_LISTENER: 'An event listener, or a renderer of progress, threw; the run it watched was stopped.',
  DLG_ERR_SESSION: 'A session was asked for something its state or its graph does not allow.',
  DLG_ERR_DROP: 'A DROP was made with wrong options, or asked for something its state does not allow.',
  DLG_ERR_RELATIONSHIP: 'Two DROPs cannot be related in the way that was asked for; `rel` says which.',
  DLG_ERR_STORAGE: 'The content of a DROP cannot be read, written, committed or deleted.',
  DLG_ERR_CODEC:
    'Bytes are not what they should be (npy, pickle, parameter set), or a value has no such form.',
  DLG_ERR_APP: 'A built-in application failed: a command, a request, a Python function.',
  DLG_ERR_RPC: 'A call to another process could not be made, was not answered, or failed there.',
  DLG_ERR_HOST: 'The machine, its network, a process or a module does not give what was asked for.',
  DLG_ERR_MISSING: 'Something optional is not installed here; the message says what to install.',
} as const;

/** One of the stable codes of {@link ERROR_CODES}. @category Errors */
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * The catalogue of advice: what dropgraph notices of a program in development mode (`DROPGRAPH_DEV=1`) and tells as a
 * warning of Node, once for each line of code. Each warning carries one of these as `code`.
 *
 * @category Errors
 */
export const ADVICE_CODES = {
  DLG_ADVICE_COMPUTE_LOOP:
    'Many small graphs are computed one by one from one line. Compute one list of them.',
  DLG_ADVICE_NESTED_COMPUTE: 'A task computes another graph. Let it return the lazy value.',
  DLG_ADVICE_LARGE_ARGUMENT: 'Large data is written into calls. Make it a lazy value once: `delayed(data)`.',
  DLG_ADVICE_TINY_TASKS:
    'Tasks take less time than it takes to run a task. Do more in each: `map` with `batch`.',
  DLG_ADVICE_NOT_COMPUTED: 'A call was recorded, and the process ended without computing it.',
  DLG_ADVICE_EAGER: '`delayed` was given a promise: the function was called already. Make the function lazy.',
} as const;

/** One of the stable codes of {@link ADVICE_CODES}. @category Errors */
export type AdviceCode = keyof typeof ADVICE_CODES;
