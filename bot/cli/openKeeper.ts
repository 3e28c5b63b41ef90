import { type InTurn, type KeeperOptions, type OpenKeeper, openKeeper } from "../compose.ts";
import type { Configuration } from "../config/schema.ts";
import { requireUsableAccount } from "../watch/keeperAccount.ts";
import { withVault } from "./context.ts";
import { rebalancingSigner, type SigningEnvironment } from "./openSigner.ts";

/** What a keeper is opened with beside its vault. */
export interface OpeningOptions extends Omit<KeeperOptions, "configuration" | "signer" | "reputationKey" | "inTurn"> {
  /** What of the environment the signer may need. */
  readonly signing: SigningEnvironment;
  /** Among keepers with the same account, by chain and address. */
  readonly turns?: (account: string) => InTurn;
}

/** The keeper of the configured vault, with an account that can rebalance unless it is a dry run. */
export async function openConfiguredKeeper(
  configuration: Configuration,
  { signing, turns, ...options }: OpeningOptions,
): Promise<OpenKeeper> {
  const { dryRun } = options;
  // A wrong key is told before anything is asked of the network.
  const signer = await rebalancingSigner(configuration.signer, signing, dryRun);
  const inTurn = signer === null ? undefined : turns?.(`${configuration.chainId} ${signer.address}`);
  const keeper = await openKeeper({
    ...options,
    configuration: await withVault(configuration),
    signer,
    reputationKey: signing.reputationKey,
    ...(inTurn === undefined ? {} : { inTurn }),
  });
  if (dryRun || signer === null) return keeper;
  try {
    await requireUsableAccount(keeper.provider, { chainId: keeper.deps.chainId, vault: keeper.deps.vault, keeper: signer.address });
    return keeper;
  } catch (error) {
    await keeper.close();
    throw error;
  }
}
