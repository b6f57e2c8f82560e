let current: AbortController | undefined;

/**
 * A signal that is aborted when the user interrupts the notebook ("Interrupt Kernel"). After that, the next call
 * gives a fresh one. tslab itself only stops waiting for the cell: what the cell had started goes on.
 *
 * Outside of a notebook it is never aborted.
 *
 * @category Notebook
 */
export function interruptSignal(): AbortSignal {
  return (current ??= new AbortController()).signal;
}

/** The kernel's own listener keeps it alive; ours is one more. */
export function listenForInterrupts(): void {
  process.on('SIGINT', () => {
    const interrupted = current;
    current = undefined;
    interrupted?.abort(new Error('The notebook was interrupted'));
  });
}
