import { RpcRateLimitedError, RpcUnreachableError } from "../../../chain/errors.ts";
import { MissingSettingError } from "../../../config/errors.ts";
import { KeeperError } from "../../../core/errors.ts";
import type { VaultContract } from "../../../core/vaultContract.ts";
import type { VaultKey } from "../../../store/decisions.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { contractAnswer } from "../contractAnswer.ts";
import { ApiError } from "../errors.ts";
import { vaultContract } from "../schemas/contract.ts";
import { failures } from "../schemas/errors.ts";
import { nothing, vaultId, vaultPath } from "../schemas/parameters.ts";
import { shareReads, TOO_SLOW } from "../sharedRead.ts";
import { vaultNamed } from "../vaultsKnown.ts";

/** A block takes twelve seconds: who asks more often learns nothing. */
const KEEP_MILLISECONDS = 6_000;
const PATIENCE_MILLISECONDS = 8_000;

export function contractRoute(api: ApiInstance, sources: ApiSources): void {
  const { readContract } = sources;
  const shared = shareReads<VaultKey, VaultContract>({
    read: readContract ?? (() => Promise.reject(noNode())),
    nameOf: vaultId,
    keepMilliseconds: KEEP_MILLISECONDS,
    patienceMilliseconds: PATIENCE_MILLISECONDS,
    nowMilliseconds: () => performance.now(),
  });

  api.get(
    "/v1/vaults/:vaultId/contract",
    {
      schema: {
        tags: ["vaults"],
        summary:
          "The vault's rules as the chain has them now: limits and what is used of them, caps, roles, fees, pending changes, breakers.",
        description:
          "Read from a node, at one block, and kept for a few seconds. 503 NoNode where none is configured, NodeUnreachable where it does not " +
          "answer, VaultUnreadable where it answers something else than a vault does; 504 NodeTooSlow where it takes too long: ask again.",
        params: vaultPath,
        querystring: nothing,
        response: { 200: vaultContract, ...failures },
      },
    },
    async ({ params }) => {
      const known = await vaultNamed(sources, params.vaultId);
      const found = await shared(known).catch((error: unknown) => {
        throw shownFailure(error);
      });
      if (found === TOO_SLOW) throw new ApiError(504, "NodeTooSlow", "The node takes long to answer", "Ask again in a few seconds.");
      return contractAnswer(found);
    },
  );
}

function noNode(): ApiError {
  return new ApiError(503, "NoNode", "No node is configured to read the chain from", "Set MAINNET_RPC_URL or `rpcUrls`, or pass --rpc.");
}

/** What a client may know of why reading failed: not where the node is. */
function shownFailure(error: unknown): unknown {
  if (error instanceof ApiError || !(error instanceof KeeperError)) return error;
  if (error instanceof MissingSettingError) return noNode();
  if (error instanceof RpcUnreachableError || error instanceof RpcRateLimitedError) {
    return new ApiError(
      503,
      "NodeUnreachable",
      "The node does not answer",
      "Try again in a moment; `keeper doctor` says what is wrong.",
      error,
    );
  }
  return new ApiError(503, "VaultUnreadable", "The vault cannot be read", "`keeper doctor` says what is wrong with it.", error);
}
