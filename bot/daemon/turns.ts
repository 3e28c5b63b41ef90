import type { InTurn } from "../compose.ts";

/**
 * One at a time for each key, in the order they come. What uses an account's nonces takes turns: two of its transactions signed at the
 * same moment would have the same nonce.
 */
export function createTurns(): (key: string) => InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (key) => (work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work);
    // Whoever comes next comes also after a failure.
    last.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  };
}
