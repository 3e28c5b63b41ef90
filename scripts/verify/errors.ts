import { KeeperError } from "../../bot/core/errors.ts";

/** Nothing was submitted: an explorer would refuse it, or publish sources that are not those of the contract. */
export class SourcesDifferError extends KeeperError {
  constructor(differences: readonly string[], gitCommit: string | null) {
    super(
      `The compiled sources differ from what was deployed: ${differences.join("; ")}`,
      `Check out ${checkoutOf(gitCommit)}, run \`npm run compile\` and give the same command again.`,
      2,
    );
  }
}

function checkoutOf(gitCommit: string | null): string {
  if (gitCommit === null) return "the commit that it was deployed from";
  const [commit, dirty] = gitCommit.split("-");
  return dirty === undefined ? `commit ${commit}` : `commit ${commit} with the changes that contracts/ had then`;
}

/** The record tells of contracts that are not on the chain. */
export class NotOnChainError extends KeeperError {
  constructor(missing: readonly string[], chainId: number) {
    super(
      `On chain ${chainId} there is no contract at ${missing.join(", ")}`,
      "Check that the endpoint serves the chain of the record; a development chain that was started anew has lost what was deployed there.",
      2,
    );
  }
}

/** What a development node serves is nowhere else. */
export class UnknownToExplorersError extends KeeperError {
  constructor(explorer: string) {
    super(
      `The endpoint serves a development node, whose contracts ${explorer} does not know`,
      "Name an explorer of that chain with --explorer <url>, or check with `keeper verify --dry-run`; or correct the endpoint (MAINNET_RPC_URL, --rpc).",
      2,
    );
  }
}

const TRY_AGAIN = "give the same command again: what is verified already is not submitted twice";

export class ExplorerUnreachableError extends KeeperError {
  constructor(explorer: string, reason: string) {
    super(`${explorer} does not answer: ${reason}`, `Check the address and the network, then ${TRY_AGAIN}.`, 3);
  }
}

/** It limits how often it may be asked, and went on refusing. */
export class ExplorerBusyError extends KeeperError {
  constructor(explorer: string, reason: string) {
    super(`${explorer} takes no more requests for now: ${reason}`, `Wait a while, then ${TRY_AGAIN}.`, 3);
  }
}

/** It answers, but not to this request, or not as such an explorer does. */
export class ExplorerRefusedError extends KeeperError {
  constructor(explorer: string, reason: string) {
    super(`${explorer} refuses: ${reason}`, "Check --explorer, its address and its API key (ETHERSCAN_API_KEY, BLOCKSCOUT_API_KEY).", 1);
  }
}
