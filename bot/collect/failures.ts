import { RpcUnreachableError, UnexpectedAnswerError, WrongChainError } from "../chain/errors.ts";
import { KeeperError } from "../core/errors.ts";
import type { GapReason, Miss } from "../core/sampling.ts";
import {
  DatabaseMissing,
  EmbeddedServerFailed,
  StoreAuthenticationFailed,
  StoreConnectionsExhausted,
  StoreDiskFull,
  StorePermissionDenied,
  StoreUnreachable,
} from "../store/errors.ts";

/** A sample was not done by the time the next one was due. */
export class SampleOverrun extends KeeperError {
  constructor(seconds: number) {
    super(
      `A sample took longer than ${seconds} s`,
      "The next one is being taken; if it goes on, look at the endpoints' and the database's answering times.",
      1,
    );
  }
}

/** The newest block is not of the bucket that was to be sampled. */
export class StaleHead extends KeeperError {
  constructor(blockNumber: number, secondsBefore: number) {
    super(
      `The newest block ${blockNumber} was from ${secondsBefore} s before the bucket began`,
      "If it goes on, check that the endpoints are in sync.",
      3,
    );
  }
}

const CLASSES: readonly (readonly [GapReason, readonly (abstract new (...given: never[]) => Error)[]])[] = [
  ["rpc", [RpcUnreachableError, UnexpectedAnswerError, WrongChainError]],
  [
    "database",
    [
      StoreUnreachable,
      StoreConnectionsExhausted,
      StoreDiskFull,
      StoreAuthenticationFailed,
      StorePermissionDenied,
      DatabaseMissing,
      EmbeddedServerFailed,
    ],
  ],
  ["overrun", [SampleOverrun]],
  ["stale-head", [StaleHead]],
];

/** What a failed sample says of its bucket. */
export function missOf(error: unknown): Miss {
  const reason = CLASSES.find(([, classes]) => classes.some((one) => error instanceof one))?.[0] ?? "failed";
  return { reason, detail: error instanceof Error ? error.message : String(error) };
}
