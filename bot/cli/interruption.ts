/** What ends a command that goes on until it is stopped. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

/**
 * Aborted by Ctrl-C, by the system asking the process to end, or when whoever read standard output has gone, as in `keeper run | head`: that is a
 * way to stop it, too. It listens for one signal: a second one ends the process at once.
 */
export function listenForInterruption(): Interruption {
  const stop = new AbortController();
  const onSignal = () => {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    stop.abort();
  };
  const onOutputError = (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    stop.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  process.stdout.on("error", onOutputError);
  return {
    signal: stop.signal,
    release() {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
      process.stdout.off("error", onOutputError);
    },
  };
}
