import { KeeperError } from "../../bot/core/errors.ts";

/** The wanted port is taken. */
export class PortInUseError extends KeeperError {
  constructor(port: number, cause: unknown, option = "--port") {
    super(`Port ${port} on 127.0.0.1 is in use`, `Stop what listens there, or choose another port with ${option}.`, 3, cause);
  }
}

/** An option that cannot be used. */
export class InvalidOptionError extends KeeperError {
  constructor(option: string, value: string, expected: string) {
    super(`${option} cannot be ${JSON.stringify(value)}`, `Give ${expected}.`, 2);
  }
}

/** The chain to fork does not answer, or does not have the block. */
export class UpstreamError extends KeeperError {
  constructor(message: string, remedy: string, cause?: unknown) {
    super(message, remedy, 3, cause);
  }
}

/** The fork shows another chain than its upstream: answers kept from a former chain at the same URL. */
export class StaleForkError extends KeeperError {
  constructor(blockNumber: number, forkHash: string | undefined, upstreamHash: string, cacheDirectory: string) {
    super(
      `The fork has ${forkHash ?? "no block"} at block ${blockNumber}, its upstream ${upstreamHash}: the fork cache is stale`,
      `Delete ${cacheDirectory} and start again.`,
      1,
    );
  }
}

/** Life was to act on a chain that is not a local mainnet or a fork of one. */
export class NotALocalMainnetError extends KeeperError {
  constructor(missing: string) {
    super(`The chain is no local mainnet: ${missing}`, "Start one with `npm run local-mainnet`, or fork one.", 2);
  }
}
