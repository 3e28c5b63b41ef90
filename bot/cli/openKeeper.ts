import { type KeeperOptions, type OpenKeeper, openKeeper } from "../compose.ts";
import type { Configuration } from "../config/schema.ts";
import { requireUsableAccount } from "../watch/keeperAccount.ts";
import { withVault } from "./context.ts";
import { rebalancingSigner } from "./openSigner.ts";
import { secret } from "./secrets.ts";

/** The keeper of the configured vault, with an account that can rebalance unless it is a dry run. */
export async function openConfiguredKeeper(
  configuration: Configuration,
  dryRun: boolean,
  listeners: Pick<KeeperOptions, "onMaintenanceFailure" | "onNightFailure"> = {},
): Promise<OpenKeeper> {
  // A wrong key is told before anything is asked of the network.
  const signer = await rebalancingSigner(configuration.signer, dryRun);
  const reputationKey = secret("FLASHBOTS_SIGNING_KEY");
  const keeper = await openKeeper({ configuration: await withVault(configuration), signer, reputationKey, dryRun, ...listeners });
  if (dryRun || signer === null) return keeper;
  try {
    await requireUsableAccount(keeper.provider, { chainId: keeper.deps.chainId, vault: keeper.deps.vault, keeper: signer.address });
    return keeper;
  } catch (error) {
    await keeper.close();
    throw error;
  }
}
