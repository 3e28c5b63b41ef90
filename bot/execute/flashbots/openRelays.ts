import { type BaseWallet, Wallet } from "ethers";
import { KeeperError } from "../../core/errors.ts";
import type { Address } from "../../core/units.ts";
import type { SubmissionPolicy } from "../policy.ts";
import { type RelayClient, relayClient } from "./relayClient.ts";

/** The reputation key is none, or one that must not be it. */
export class ReputationKeyError extends KeeperError {
  constructor(what: string) {
    super(
      `FLASHBOTS_SIGNING_KEY ${what}`,
      "Set it to the private key of an account of its own that holds nothing, or leave it out for a random one at every start.",
      2,
    );
  }
}

/** A builder is configured by a URL that would show private transactions to whoever is between. */
export class PlainBuilderUrlError extends KeeperError {
  constructor(builder: string) {
    super(
      `The builder ${builder} has an http URL, on which anyone in between could read private transactions`,
      "Use its https URL in `submission.builders`; http is for a relay on this machine (127.0.0.1, ::1 or localhost).",
      2,
    );
  }
}

/** Two builders of one name would share their records. */
export class DuplicateBuilderError extends KeeperError {
  constructor(builder: string) {
    super(`\`submission.builders\` has two builders called ${builder}`, "Give each a name of its own.", 2);
  }
}

export interface RelayOptions {
  readonly policy: SubmissionPolicy;
  /** FLASHBOTS_SIGNING_KEY; null takes a random key, whose reputation ends with the process. */
  readonly reputationKey: string | null;
  /** The account whose transactions are sent; null when none are. */
  readonly sender: Address | null;
  readonly chainId: number;
}

/** A configured builder, and how it takes transactions. */
export interface OpenRelay {
  readonly relay: RelayClient;
  readonly method: SubmissionPolicy["builders"][number]["method"];
}

/** @throws {ReputationKeyError} {@link PlainBuilderUrlError} {@link DuplicateBuilderError} */
export function openRelays(options: RelayOptions): readonly OpenRelay[] {
  const { policy, chainId } = options;
  requireDistinct(policy.builders);
  const reputation = reputationWallet(options);
  return policy.builders.map(({ name, url, method }) => {
    requireHidden(name, url);
    const timeoutMilliseconds = policy.timeoutSeconds * 1000;
    return { relay: relayClient({ builder: name, url, chainId, timeoutMilliseconds, reputation }), method };
  });
}

function reputationWallet({ reputationKey, sender }: RelayOptions): BaseWallet {
  if (reputationKey === null) return Wallet.createRandom();
  const wallet = walletOf(reputationKey);
  // It goes to every builder with every request; one that holds a role and money has no business there.
  if (wallet.address.toLowerCase() === sender?.toLowerCase()) throw new ReputationKeyError("is the keeper's own key");
  return wallet;
}

function walletOf(reputationKey: string): BaseWallet {
  try {
    return new Wallet(reputationKey);
  } catch {
    throw new ReputationKeyError("is not a private key, 0x and 64 hexadecimal digits");
  }
}

function requireDistinct(builders: SubmissionPolicy["builders"]): void {
  const names = builders.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new DuplicateBuilderError(twice);
}

function requireHidden(builder: string, url: string): void {
  const { protocol, hostname } = new URL(url);
  const onThisMachine = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
  if (protocol !== "https:" && !onThisMachine) throw new PlainBuilderUrlError(builder);
}
