import { type JsonRpcApiProvider, type Result, toUtf8String, ZeroAddress } from "ethers";
import { adapterAbi, breakerMonitorAbi, erc20Abi, yieldVaultAbi } from "../chain/abi.ts";
import { contractRead, optional, type Reads, type Results, readBatch, required } from "../chain/batch.ts";
import type { PinnedBlock } from "../chain/block.ts";
import { NoContractError } from "../chain/errors.ts";
import { type AddressBook, knownMarkets } from "../config/addressBook.ts";
import { type MarketsOfChain, riskNames } from "../config/riskNames.ts";
import type { Market, Token } from "../core/market.ts";
import type { Address } from "../core/units.ts";
import { limitsOf } from "../core/vaultLimits.ts";
import {
  type BreakerCondition,
  type Position,
  type Risk,
  STATUSES,
  type Trip,
  type VaultState,
  type VaultStatus,
  type VaultUsage,
} from "../core/vaultState.ts";
import { UnknownAdapterError } from "./errors.ts";

interface AdapterState {
  readonly absoluteCap: bigint;
  readonly relativeCapBps: number;
  /** Bit i stands for the i-th of the vault's risks. */
  readonly riskMask: bigint;
  readonly lastTotalAssets: bigint;
}

interface Health {
  readonly healthy: boolean;
  readonly reason: string;
}

/** Reads one vault with its adapters. Made anew when the set of adapters, or the monitor, changes. */
export interface VaultReader {
  readonly reads: Reads;
  /** The vault's state, or null when its adapters or its monitor are no longer those this reader knows. */
  state(results: Results<Reads>, block: PinnedBlock): VaultState | null;
}

/** Finds the vault's asset and adapters at `block`: two requests. Throws if the address is no vault or an adapter's market is unknown. */
export async function openVaultReader(
  provider: JsonRpcApiProvider,
  block: PinnedBlock,
  book: MarketsOfChain & Pick<AddressBook, "chainId">,
  vault: Address,
): Promise<VaultReader> {
  const { chainId } = book;
  const markets = knownMarkets(book);
  const [found] = await readBatch(provider, block.number, [
    {
      asset: contractRead<Address>(vault, yieldVaultAbi, "asset"),
      adapters: contractRead<readonly Address[]>(vault, yieldVaultAbi, "adapters"),
      monitor: contractRead<Address>(vault, yieldVaultAbi, "breakerMonitor"),
      shareDecimals: contractRead<bigint>(vault, erc20Abi, "decimals"),
    },
  ]);
  if (!found.asset.ok || !found.adapters.ok || !found.monitor.ok) throw new NoContractError("the vault", vault, chainId);
  const assetAddress = found.asset.value;
  const adapters = [...found.adapters.value];
  const monitor = found.monitor.value;
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
  const names = riskNames(book);
  return {
    reads: { ...vaultReads(vault, adapters), ...monitorReads(vault, monitor) },
    state(results, block) {
      const now = results as Results<ReturnType<typeof vaultReads>>;
      const adaptersNow = required(now.adapters);
      if (adaptersNow.length !== adapters.length || adapters.some((adapter) => !adaptersNow.includes(adapter))) return null;
      if (required(now.breakerMonitor) !== monitor) return null;
      const { status, trip } = required(now.status);
      const risks = required(now.risks).map((risk) => ({ ...risk, name: names.get(risk.name) ?? risk.name }));
      const positions = adaptersNow.map((adapter) => position(adapter, marketOf.get(adapter) as Market, risks, results));
      return {
        chainId,
        address: vault,
        blockNumber: block.number,
        blockTimeSeconds: block.timeSeconds,
        asset,
        totalAssets: required(now.totalAssets),
        grossAssets: required(now.grossAssets),
        totalShares: required(now.totalShares),
        shareDecimals,
        idle: required(now.idle),
        status,
        trip,
        breakerDue: optional((results.monitor ?? { ok: false, reason: "" }) as never),
        stateNonce: required(now.stateNonce),
        limits: limitsOf(required(now.limits)),
        usage: required(now.usage),
        // A place that no adapter uses any more limits nothing.
        risks: risks.filter(({ name }) => positions.some((one) => one.risks.includes(name))),
        positions,
      };
    },
  };
}

function vaultReads(vault: Address, adapters: readonly Address[]) {
  const read = <Value>(name: string, pick?: (result: Result) => Value) => contractRead<Value>(vault, yieldVaultAbi, name, [], pick);
  const perAdapter = adapters.flatMap((adapter) => [
    [`${adapter}.state`, contractRead(vault, yieldVaultAbi, "adapterState", [adapter], adapterState)],
    [`${adapter}.totalAssets`, contractRead<bigint>(adapter, adapterAbi, "totalAssets")],
    [`${adapter}.withdrawable`, contractRead<bigint>(adapter, adapterAbi, "withdrawable", [0])],
    [`${adapter}.allocatable`, contractRead<bigint>(adapter, adapterAbi, "allocatable")],
    [
      `${adapter}.health`,
      contractRead<Health>(adapter, adapterAbi, "health", [], (result) => ({
        healthy: result.healthy,
        reason: shortText(result.reason),
      })),
    ],
  ]);
  return {
    adapters: read<readonly Address[]>("adapters"),
    breakerMonitor: read<Address>("breakerMonitor"),
    totalAssets: read<bigint>("totalAssets"),
    grossAssets: read<bigint>("grossAssets"),
    totalShares: read<bigint>("totalSupply"),
    idle: read<bigint>("idle"),
    status: read("status", statusOf),
    stateNonce: read<bigint>("stateNonce"),
    limits: read("limits", ([values]) => [...values].map(Number)),
    usage: read("usage", usageOf),
    risks: read("risks", ([risks]) => [...risks].map(riskOf)),
    ...(Object.fromEntries(perAdapter) as Record<never, never>),
  };
}

function monitorReads(vault: Address, monitor: Address): Reads {
  if (monitor === ZeroAddress) return {};
  return { monitor: contractRead(monitor, breakerMonitorAbi, "check", [vault], ([reason, subject]) => conditionOf(reason, subject)) };
}

/** A breaker's reason is ASCII text in a bytes32; none at all means that nothing is wrong. */
export function conditionOf(reason: string, subject: Address): BreakerCondition | null {
  const text = shortText(reason);
  return text === "" ? null : { reason: text, subject };
}

/** Leaves what is no text as it is: whatever a contract answers is shown, not thrown at. */
function shortText(bytes32: string): string {
  const digits = bytes32.slice(2).replace(/(00)+$/, "");
  return /^([2-7][0-9a-f])*$/.test(digits) ? toUtf8String(`0x${digits}`) : bytes32;
}

function statusOf([current, trippedAt]: Result): { readonly status: VaultStatus; readonly trip: Trip | null } {
  const status = STATUSES[Number(current)] ?? "paused";
  return { status, trip: status === "normal" ? null : { atSeconds: Number(trippedAt), condition: null } };
}

function usageOf([lastRebalanceAt, turnoverBps, lossMillionths]: Result): VaultUsage {
  return {
    lastRebalanceSeconds: lastRebalanceAt === 0n ? null : Number(lastRebalanceAt),
    turnoverBps: Number(turnoverBps),
    lossMillionths: Number(lossMillionths),
  };
}

/** Named by its keccak256 at first. */
function riskOf({ id, absoluteCap, relativeCapBps }: { id: string; absoluteCap: bigint; relativeCapBps: bigint }): Risk {
  return { name: id, absoluteCap, relativeCapBps: Number(relativeCapBps) };
}

function adapterState([state]: Result): AdapterState {
  const { absoluteCap, relativeCapBps, riskMask, lastTotalAssets } = state;
  return { absoluteCap, relativeCapBps: Number(relativeCapBps), riskMask, lastTotalAssets };
}

/** An adapter that cannot be read is shown as unhealthy with nothing to withdraw; the vault values it at what it last knew. */
function position(adapter: Address, market: Market, risks: readonly Risk[], results: Results<Reads>): Position {
  const result = (name: string) => results[`${adapter}.${name}`] as never;
  const state = required<AdapterState>(result("state"));
  const totalAssets = optional<bigint>(result("totalAssets"));
  const health = optional<Health>(result("health")) ?? { healthy: false, reason: "unreadable" };
  return {
    marketId: market.id,
    adapter,
    totalAssets: totalAssets ?? state.lastTotalAssets,
    withdrawable: optional<bigint>(result("withdrawable")) ?? 0n,
    allocatable: optional<bigint>(result("allocatable")) ?? 0n,
    absoluteCap: state.absoluteCap,
    relativeCapBps: state.relativeCapBps,
    risks: risks.filter((_, place) => (state.riskMask >> BigInt(place)) % 2n === 1n).map(({ name }) => name),
    healthy: health.healthy && totalAssets !== null,
    healthReason: totalAssets === null ? "unreadable" : health.reason,
  };
}

function findMarket(adapter: Address, source: Address, asset: Token, markets: readonly Market[]): Market {
  const market = markets.find((one) => one.address === source && one.asset.address === asset.address);
  if (market === undefined) throw new UnknownAdapterError(adapter, source);
  return market;
}
