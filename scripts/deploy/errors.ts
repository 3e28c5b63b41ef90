import { KeeperError } from "../../bot/core/errors.ts";
import type { Address } from "../../bot/core/units.ts";

export class NotCompiledError extends KeeperError {
  constructor(contract: string, cause?: unknown) {
    super(`The contract ${contract} is not compiled`, "Run `npm run compile` first.", 2, cause);
  }
}

/** Hardhat's keystore has a value and does not give it away. */
export class KeystoreLockedError extends KeeperError {
  constructor(variable: string, reason: string) {
    super(
      `${variable} is in Hardhat's keystore and cannot be read: ${reason}`,
      `Run the command on a terminal, or set ${variable}, or DEPLOYER_KEYSTORE with its password in a file.`,
      2,
    );
  }
}

export class DeploymentFailedError extends KeeperError {
  constructor(step: string, reason: string, cause?: unknown) {
    super(
      `Deployment stopped at "${step}": ${reason}`,
      "Correct the cause and give the same command again: it continues where it stopped; an unfinished vault holds no money.",
      1,
      cause,
    );
  }
}

/** A vault is continued as it was begun. */
export class DeploymentChangedError extends KeeperError {
  constructor(symbol: string, journalFolder: string, differences: string) {
    super(
      `The vault ${symbol} was begun differently before: ${differences}`,
      `Give the options, key and compiled contracts of the first time; for another vault another --symbol; or move ${journalFolder} away to begin anew.`,
      2,
    );
  }
}

/** The journal tells of contracts that are not there: of a local chain that was restarted, most likely. */
export class JournalOfAnotherChainError extends KeeperError {
  constructor(journalFolder: string, missing: Address) {
    super(
      `${journalFolder} is the journal of another chain: there is no contract at ${missing}`,
      "If this is a development chain that was started anew, delete that folder; if not, check which chain the endpoint serves.",
      2,
    );
  }
}

/** The endpoint serves another kind of chain than the command names. */
export class UnexpectedNetworkError extends KeeperError {
  constructor(expected: string, actual: string) {
    super(
      `--network ${expected} was given, but the endpoint serves ${actual}`,
      "Correct --network, or the endpoint (MAINNET_RPC_URL, --rpc).",
      2,
    );
  }
}

export class UnknownProtocolError extends KeeperError {
  constructor(protocol: string, known: readonly string[]) {
    super(`There is no adapter for the protocol "${protocol}"`, `Choose markets of ${known.join(", ")}.`, 2);
  }
}

/** A market names a token that the address book of its chain does not have, or has no price feed for. */
export class UnknownTokenError extends KeeperError {
  constructor(token: string | undefined, chainId: number) {
    super(
      `The address book of chain ${chainId} has no token ${token ?? "for a market that needs a second one"} with a price feed`,
      "Add the token and its feed to bot/config/addressBook.ts.",
      2,
    );
  }
}

/** Nothing was deployed: its record could not be kept. */
export class RecordsFolderUnusableError extends KeeperError {
  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `Records cannot be written into ${folder}: ${reason}`,
      "Make it a folder that you can write to, or choose another with --out.",
      2,
      cause,
    );
  }
}
