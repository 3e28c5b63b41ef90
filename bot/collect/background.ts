/** Work that goes on beside the samples, one piece at a time. */
export interface Background<Result> {
  /** Begins a piece of work unless one is going on; null then. Whoever gets it hears of its failure. */
  begin(): Promise<Result> | null;
  /** Resolves when nothing is going on; never rejects. */
  idle(): Promise<void>;
}

export function inBackground<Result>(work: () => Promise<Result>): Background<Result> {
  let going: Promise<void> | null = null;
  return {
    begin() {
      if (going !== null) return null;
      const result = work();
      going = result.then(
        () => undefined,
        () => undefined,
      );
      void going.then(() => {
        going = null;
      });
      return result;
    },
    idle: async () => (await going) ?? undefined,
  };
}
