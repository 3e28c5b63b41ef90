import { KeeperError } from "../core/errors.ts";

/** No configured RPC endpoint gave an answer. */
export class RpcUnreachableError extends KeeperError {
  constructor(method: string, failures: readonly string[], cause?: unknown) {
    super(
      `No RPC endpoint answered ${method}: ${failures.join("; ")}`,
      "Check that the node runs and that MAINNET_RPC_URL (or rpcUrls in the configuration) points to it; several URLs give fail-over.",
      3,
      cause,
    );
  }
}

/** Every endpoint that could be asked wants to be left alone for longer than the request may wait. */
export class RpcRateLimitedError extends KeeperError {
  constructor(method: string, rests: readonly string[]) {
    super(
      `Every RPC endpoint limits the rate of requests, and ${method} cannot wait so long: ${rests.join("; ")}`,
      "Wait, ask less often (tickSeconds, rpcRequestsPerSecond), or add an RPC endpoint or a larger plan.",
      3,
    );
  }
}

/** Every endpoint finds the body of the request too long (HTTP 413). */
export class RequestTooLargeError extends KeeperError {
  constructor(method: string, refusals: readonly string[]) {
    super(
      `No RPC endpoint takes a request as large as this ${method}: ${refusals.join("; ")}`,
      "Use an RPC endpoint that accepts bodies of at least 1 MB.",
      3,
    );
  }
}

/** The node serves another chain than the configured one: sending there would be wrong or lose money. */
export class WrongChainError extends KeeperError {
  readonly expectedChainId: number;
  readonly actualChainId: number;

  constructor(expectedChainId: number, actualChainId: number, where: string) {
    super(
      `The node at ${where} serves chain ${actualChainId}, but the configuration says chain ${expectedChainId}`,
      "Point the RPC URL to the right network, or change chainId in the configuration.",
      2,
    );
    this.expectedChainId = expectedChainId;
    this.actualChainId = actualChainId;
  }
}

/** An address that must hold a certain contract has no code, or that of another one. */
export class NoContractError extends KeeperError {
  constructor(what: string, address: string, chainId: number) {
    super(
      `No contract at ${address} on chain ${chainId} answers as ${what}`,
      "Check the address and the chain; `keeper deploy` creates a vault.",
      2,
    );
  }
}

/** A contract answered something that its ABI does not allow. */
export class UnexpectedAnswerError extends KeeperError {
  constructor(what: string, detail: string, cause?: unknown) {
    super(
      `${what} gave an unexpected answer: ${detail}`,
      "Check that the address is the contract it should be and that the node is in sync.",
      3,
      cause,
    );
  }
}
