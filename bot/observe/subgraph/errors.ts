import { KeeperError } from "../../core/errors.ts";

/** A subgraph gave no answer that can be used; `rule` is what the samples that needed it are rejected by. */
export abstract class SubgraphError extends KeeperError {
  abstract readonly rule: "subgraph-unreachable" | "subgraph-untrusted";
}

/** No answer came: connection, time-out, HTTP status, rate limit. */
export class SubgraphUnreachableError extends SubgraphError {
  readonly rule = "subgraph-unreachable";

  constructor(name: string, where: string, reason: string, cause?: unknown) {
    super(
      `The subgraph ${name} at ${where} cannot be reached: ${reason}`,
      "Check the endpoint in `subgraphs` and the network; the next tick asks again.",
      3,
      cause,
    );
  }
}

/** It answered that it will not or cannot answer: wrong key, wrong id, a query its schema does not know. */
export class SubgraphRefusedError extends SubgraphError {
  readonly rule = "subgraph-unreachable";

  constructor(name: string, where: string, reason: string, cause?: unknown) {
    super(
      `The subgraph ${name} at ${where} refused the query: ${reason}`,
      "Check THEGRAPH_API_KEY, and the subgraph's `id` or `url` in `subgraphs`.",
      3,
      cause,
    );
  }
}

/** It has not indexed the block, or has another one in its place. */
export class SubgraphBehindError extends SubgraphError {
  readonly rule = "subgraph-unreachable";

  constructor(name: string, where: string, reason: string, cause?: unknown) {
    super(
      `The subgraph ${name} at ${where} does not have the block: ${reason}`,
      "Wait until it has caught up, or name another endpoint in `subgraphs`.",
      3,
      cause,
    );
  }
}

/** It answered, and the answer contradicts itself or what was asked. */
export class SubgraphUntrustedError extends SubgraphError {
  readonly rule = "subgraph-untrusted";

  constructor(name: string, where: string, reason: string) {
    super(
      `The answer of the subgraph ${name} at ${where} cannot be used: ${reason}`,
      "Name another endpoint in `subgraphs` if this lasts.",
      3,
    );
  }
}
