import { KeeperError } from "../../core/errors.ts";

/** DefiLlama gave no usable answer, however often it was asked. */
export class DefillamaUnavailableError extends KeeperError {
  constructor(url: string, reason: string, cause?: unknown) {
    super(
      `${url} gave no answer: ${reason}`,
      "Try again later: what has been brought in is stored, and the same command goes on from there. --requests-per-second slows it down.",
      3,
      cause,
    );
  }
}

/** An answer that is none of DefiLlama's yields API. */
export class DefillamaAnswerError extends KeeperError {
  constructor(url: string, problem: string) {
    super(`${url} answered something else than expected: ${problem}`, "Check --defillama-url; the API may have changed.", 3);
  }
}

/** Nothing of what DefiLlama lists is what was asked for. */
export class NoSuchPoolError extends KeeperError {
  constructor(what: string) {
    super(`DefiLlama lists no pool ${what}`, "Look it up at https://defillama.com/yields: the end of a pool's address is its id.", 2);
  }
}
