import type { Answer } from "./useAnswer.ts";

/** Two answers as one: there when both are, failed when one of them is. */
export function together<First, Second>(first: Answer<First>, second: Answer<Second>): Answer<readonly [First, Second]> {
  return {
    data: first.data === null || second.data === null ? null : [first.data, second.data],
    failure: first.failure ?? second.failure,
    reload: () => {
      first.reload();
      second.reload();
    },
  };
}
