import { KeeperError } from "../../core/errors.ts";

/** A call to a relay or builder that gave no usable result. */
export abstract class RelayError extends KeeperError {
  readonly builder: string;
  /** Whether the call certainly had no effect. Otherwise what was sent may be on offer all the same. */
  abstract readonly certain: boolean;

  constructor(builder: string, message: string, remedy: string) {
    super(`${builder} ${message}`, remedy, 3);
    this.builder = builder;
  }
}

/** It did not answer in time. */
export class RelayTimeoutError extends RelayError {
  readonly certain = false;

  constructor(builder: string, method: string, timeoutMilliseconds: number) {
    super(
      builder,
      `did not answer ${method} within ${timeoutMilliseconds} ms`,
      "Check that the builder is up, raise submission.timeoutSeconds, or configure a second builder.",
    );
  }
}

/** It could not be reached, or the connection broke. */
export class RelayUnreachableError extends RelayError {
  readonly certain = false;

  constructor(builder: string, method: string, what: string) {
    super(builder, `could not be asked for ${method}: ${what}`, "Check the builder's URL in `submission.builders` and that it is up.");
  }
}

/** HTTP 401 or 403: it does not serve this reputation key, or not this method. */
export class RelayForbiddenError extends RelayError {
  readonly certain = true;

  constructor(builder: string, method: string, status: number, builderMessage: string | null) {
    super(
      builder,
      `does not allow ${method} (HTTP ${status}${builderMessage === null ? "" : `: ${builderMessage}`})`,
      "Check FLASHBOTS_SIGNING_KEY, ask the builder to admit its address, or see in its documentation which calls it takes.",
    );
  }
}

/** HTTP 429: it is asked too often. It is asked again at the next block. */
export class RelayBusyError extends RelayError {
  readonly certain = true;

  constructor(builder: string, method: string) {
    super(
      builder,
      `is asked too often (HTTP 429 to ${method})`,
      "Lower submission.blocksAhead, or keep one FLASHBOTS_SIGNING_KEY so that the key earns a reputation.",
    );
  }
}

/** Another HTTP failure, such as 500. */
export class RelayFailedError extends RelayError {
  readonly certain = false;

  constructor(builder: string, method: string, status: number) {
    super(builder, `failed to answer ${method} (HTTP ${status})`, "Wait for the builder to recover, or configure a second builder.");
  }
}

/** It answered with a JSON-RPC error. */
export class RelayRefusedError extends RelayError {
  readonly code: number | null;
  /** The builder's own words. */
  readonly builderMessage: string;

  constructor(builder: string, method: string, code: number | null, builderMessage: string) {
    super(
      builder,
      `refused ${method}: ${builderMessage}${code === null ? "" : ` (code ${code})`}`,
      "Check in the builder's documentation that it takes this call; another builder may.",
    );
    this.code = code;
    this.builderMessage = builderMessage;
  }

  /** An error within the builder, or a rate limit without its HTTP status, says nothing of what was sent. */
  get certain(): boolean {
    return this.code !== -32_603 && !/internal|time[d ]*out|rate limit|too many requests/i.test(this.builderMessage);
  }
}

/** It answered with something that is no answer to the call. */
export class RelayMalformedError extends RelayError {
  readonly certain = false;

  constructor(builder: string, method: string) {
    super(builder, `gave no usable answer to ${method}`, "Check that the builder's URL is that of its JSON-RPC endpoint.");
  }
}
