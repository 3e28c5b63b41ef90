import { decodeBytes32String, type JsonRpcApiProvider } from "ethers";
import { adapterAbi, erc20Abi, yieldVaultAbi } from "../chain/abi.ts";
import { contractRead, optional, type Reads, type Results, readBatch, required } from "../chain/batch.ts";
import type { PinnedBlock } from "../chain/block.ts";
import { NoContractError } from "../chain/errors.ts";
import type { Market, Token } from "../core/market.ts";
import type { Address } from "../core/units.ts";
import type { Position, VaultState } from "../core/vaultState.ts";
import { UnknownAdapterError } from "./errors.ts";

interface AdapterLimits {
  readonly absoluteCap: bigint;
  readonly relativeCapBps: bigint;
}

interface Health {
  readonly healthy: boolean;
  readonly reason: string;
}

/** Reads one vault with its adapters. Made anew when the set of adapters changes. */
export interface VaultReader {
  readonly reads: Reads;
  /** The vault's state, or null when its adapters are no longer those this reader knows. */
  state(results: Results<Reads>, block: PinnedBlock): VaultState | null;
}

/** Finds the vault's asset and adapters at `block`: two requests. Throws if the address is no vault or an adapter's market is unknown. */
export async function openVaultReader(
  provider: JsonRpcApiProvider,
  block: PinnedBlock,
  chainId: number,
  vault: Address,
  markets: readonly Market[],
): Promise<VaultReader> {
  const [found] = await readBatch(provider, block.number, [
    {
      asset: contractRead<Address>(vault, yieldVaultAbi, "asset"),
      adapters: contractRead<readonly Address[]>(vault, yieldVaultAbi, "adapters"),
      shareDecimals: contractRead<bigint>(vault, erc20Abi, "decimals"),
    },
  ]);
  if (!found.asset.ok || !found.adapters.ok) throw new NoContractError("the vault", vault, chainId);
  const assetAddress = found.asset.value;
  const adapters = [...found.adapters.value];
  const shareDecimals = Number(required(found.shareDecimals));
  const [assetResults, sources] = await readBatch(provider, block.number, [
    {
      symbol: contractRead<string>(assetAddress, erc20Abi, "symbol"),
      decimals: contractRead<bigint>(assetAddress, erc20Abi, "decimals"),
    },
    Object.fromEntries(adapters.map((adapter) => [adapter, contractRead<Address>(adapter, adapterAbi, "source")])),
  ]);
  const asset: Token = {
    address: assetAddress,
    symbol: required(assetResults.symbol),
    decimals: Number(required(assetResults.decimals)),
  };
  const marketOf = new Map(adapters.map((adapter) => [adapter, findMarket(adapter, required(sources[adapter] as never), asset, markets)]));
  const reads = vaultReads(vault, adapters);
  return {
    reads,
    state(results, block) {
      const now = results as Results<ReturnType<typeof vaultReads>>;
      const adaptersNow = required(now.adapters);
      if (adaptersNow.length !== adapters.length || adapters.some((adapter) => !adaptersNow.includes(adapter))) return null;
      return {
        chainId,
        address: vault,
        blockNumber: block.number,
        blockTimeSeconds: block.timeSeconds,
        asset,
        totalAssets: required(now.totalAssets),
        totalShares: required(now.totalShares),
        shareDecimals,
        idle: required(now.idle),
        paused: required(now.paused),
        stateNonce: required(now.stateNonce),
        idleFloorBps: Number(required(now.idleFloorBps)),
        maxRebalanceLossBps: Number(required(now.maxRebalanceLossBps)),
        positions: adaptersNow.map((adapter) => position(adapter, marketOf.get(adapter) as Market, results)),
      };
    },
  };
}

function vaultReads(vault: Address, adapters: readonly Address[]) {
  const read = <Value>(name: string, args: readonly unknown[] = []) => contractRead<Value>(vault, yieldVaultAbi, name, args);
  const perAdapter = adapters.flatMap((adapter) => [
    [`${adapter}.limits`, read<AdapterLimits>("adapterState", [adapter])],
    [`${adapter}.totalAssets`, contractRead<bigint>(adapter, adapterAbi, "totalAssets")],
    [`${adapter}.withdrawable`, contractRead<bigint>(adapter, adapterAbi, "withdrawable", [0])],
    [`${adapter}.allocatable`, contractRead<bigint>(adapter, adapterAbi, "allocatable")],
    [
      `${adapter}.health`,
      contractRead<Health>(adapter, adapterAbi, "health", [], (result) => ({
        healthy: result.healthy,
        reason: decodeBytes32String(result.reason),
      })),
    ],
  ]);
  return {
    adapters: read<readonly Address[]>("adapters"),
    totalAssets: read<bigint>("totalAssets"),
    totalShares: read<bigint>("totalSupply"),
    idle: read<bigint>("idle"),
    paused: read<boolean>("paused"),
    stateNonce: read<bigint>("stateNonce"),
    idleFloorBps: read<bigint>("idleFloorBps"),
    maxRebalanceLossBps: read<bigint>("maxRebalanceLossBps"),
    ...(Object.fromEntries(perAdapter) as Record<never, never>),
  };
}

/** An adapter that cannot be read is shown as unhealthy with nothing to withdraw; the vault values it at what it last knew. */
function position(adapter: Address, market: Market, results: Results<Reads>): Position {
  const result = (name: string) => results[`${adapter}.${name}`] as never;
  const limits = required<AdapterLimits>(result("limits"));
  const totalAssets = optional<bigint>(result("totalAssets"));
  const health = optional<Health>(result("health")) ?? { healthy: false, reason: "unreadable" };
  return {
    marketId: market.id,
    adapter,
    totalAssets: totalAssets ?? required<{ lastTotalAssets: bigint }>(result("limits")).lastTotalAssets,
    withdrawable: optional<bigint>(result("withdrawable")) ?? 0n,
    allocatable: optional<bigint>(result("allocatable")) ?? 0n,
    absoluteCap: limits.absoluteCap,
    relativeCapBps: Number(limits.relativeCapBps),
    healthy: health.healthy && totalAssets !== null,
    healthReason: totalAssets === null ? "unreadable" : health.reason,
  };
}

function findMarket(adapter: Address, source: Address, asset: Token, markets: readonly Market[]): Market {
  const market = markets.find((one) => one.address === source && one.asset.address === asset.address);
  if (market === undefined) throw new UnknownAdapterError(adapter, source);
  return market;
}
