import type { JsonRpcApiProvider } from "ethers";
import { MULTICALL3_ADDRESS, readBatch } from "../chain/batch.ts";
import { type PinnedBlock, pinBlock } from "../chain/block.ts";
import { isDevelopmentNode } from "../chain/developmentNode.ts";
import { NoContractError } from "../chain/errors.ts";
import type { FailoverProvider } from "../chain/failoverProvider.ts";
import { type EndpointReport, reportLine } from "../chain/rpc/endpointReport.ts";
import type { AddressBook } from "../config/addressBook.ts";
import type { MarketsOfChain } from "../config/riskNames.ts";
import { KeeperError } from "../core/errors.ts";
import { type Address, toFloat } from "../core/units.ts";
import type { VaultState } from "../core/vaultState.ts";
import { clockWarning, databaseClockWarning } from "../execute/clockSkew.ts";
import type { RelayClient } from "../execute/flashbots/relayClient.ts";
import { VaultChangedError } from "../observe/errors.ts";
import { withTripCondition } from "../observe/tripCondition.ts";
import { openVaultReader } from "../observe/vaultReader.ts";
import { examineBuilders } from "./builderChecks.ts";
import { utcTime } from "./format.ts";
import { ether, requireBalance, requireRole } from "./keeperAccount.ts";
import { budgetText, statusText } from "./vaultText.ts";

export interface Check {
  readonly name: string;
  readonly status: "ok" | "warning" | "failed" | "skipped";
  readonly detail: string;
  /** What to do about it; empty when all is well. */
  readonly remedy: string;
}

export interface DoctorDeps {
  readonly nodeVersion: string;
  readonly addressBook: MarketsOfChain & Pick<AddressBook, "chainId">;
  /** The vault to keep; throws if none is configured. */
  readonly findVault: (provider: JsonRpcApiProvider) => Promise<Address>;
  /** The address of the keeper's key; null when none is given. Throws if one is given that cannot be used. */
  readonly keeperAddress: () => Promise<Address | null>;
  /** Opens the database and says which, and how many seconds its clock is ahead of this machine's; throws if it cannot. */
  readonly openDatabase: () => Promise<{ readonly description: string; readonly aheadSeconds: number }>;
  /** Connects to the nodes and checks their chain id; throws if none is right. */
  readonly openProvider: () => Promise<FailoverProvider>;
  readonly nowSeconds: () => number;
  /** The builders that private transactions are offered to; none where everything is published. Throws for a key or URL that cannot be used. */
  readonly openBuilders: (sender: Address | null) => readonly RelayClient[];
}

/** A head older than this means that the node is not in sync. */
const MAX_BLOCK_AGE_SECONDS = 600;
/** A large rebalance at twice the base fee, for asking whether the keeper can pay one. */
const AFFORDABLE_GAS = 2n * 1_500_000n;

/** Looks at everything the keeper needs, one after the other; what rests on something that failed is skipped. */
export async function examine(deps: DoctorDeps): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const attempt = async <Result>(name: string, work: () => Promise<{ result: Result; check: Omit<Check, "name"> }>) => {
    try {
      const { result, check } = await work();
      checks.push({ name, ...check });
      return check.status === "failed" ? null : result;
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
      checks.push({ name, status: "failed", detail: error.message, remedy: error.remedy });
      return null;
    }
  };
  const skip = (name: string, because: string) => checks.push({ name, status: "skipped", detail: because, remedy: "" });

  await attempt("node", async () => ({ result: true, check: nodeCheck(deps.nodeVersion) }));
  await attempt("database", async () => ({ result: true, check: databaseCheck(await deps.openDatabase()) }));
  const provider = await attempt("rpc", async () => {
    const opened = await deps.openProvider();
    return { result: opened, check: rpcCheck(deps.addressBook.chainId, await opened.examineEndpoints()) };
  });
  const keeper = await attempt("key", async () => keyCheck(await deps.keeperAddress()));
  if (provider === null) {
    for (const name of ["block", "multicall", "vault", "role", "balance", "builders"]) skip(name, "needs an RPC endpoint");
    return checks;
  }

  const block = await attempt("block", async () => {
    const pinned = await pinBlock(provider);
    return { result: pinned, check: blockCheck(pinned, deps.nowSeconds(), await isDevelopmentNode(provider)) };
  });
  await attempt("multicall", async () => {
    await requireCode(provider, "Multicall3", MULTICALL3_ADDRESS, deps.addressBook.chainId);
    return { result: true, check: ok(`code at ${MULTICALL3_ADDRESS}`) };
  });
  const vault = block === null ? null : await attempt("vault", () => vaultCheck(provider, block, deps));
  if (vault === null || keeper === null || block === null) skip("role", "needs a vault and a key");
  else {
    await attempt("role", async () => {
      await requireRole(provider, block, deps.addressBook.chainId, vault, keeper);
      return { result: true, check: ok(`${keeper} has KEEPER_ROLE`) };
    });
  }
  if (keeper === null || block === null) skip("balance", "needs a key");
  else {
    await attempt("balance", async () => {
      return { result: true, check: ok(ether(await requireBalance(provider, block, keeper, AFFORDABLE_GAS))) };
    });
  }
  const builders = await attempt("builders", async () => {
    const opened = deps.openBuilders(keeper);
    return { result: opened, check: ok(opened.length === 0 ? "none are asked: everything is published" : `${opened.length} are asked`) };
  });
  if (block !== null && builders !== null) checks.push(...(await examineBuilders(builders, block.number)));
  return checks;
}

function ok(detail: string): Omit<Check, "name"> {
  return { status: "ok", detail, remedy: "" };
}

function nodeCheck(version: string): Omit<Check, "name"> {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18)
    ? ok(version)
    : {
        status: "failed",
        detail: `${version} cannot run TypeScript`,
        remedy: "Run the command as `npx keeper`, or use Node 22.18 or newer.",
      };
}

function databaseCheck({ description, aheadSeconds }: Awaited<ReturnType<DoctorDeps["openDatabase"]>>): Omit<Check, "name"> {
  const warning = databaseClockWarning(aheadSeconds);
  return warning === null ? ok(description) : { status: "warning", detail: `${description}; ${warning}`, remedy: CLOCK_REMEDY };
}

const CLOCK_REMEDY = "Let NTP or chrony set the clocks: deadlines, ages of data and daily budgets rest on them.";

function rpcCheck(chainId: number, reports: readonly EndpointReport[]): Omit<Check, "name"> {
  const detail = `serves chain ${chainId}: ${reportLine(reports)}`;
  if (reports.every(({ state }) => state === "healthy")) return ok(detail);
  return {
    status: "warning",
    detail,
    remedy: "The keeper uses the healthy endpoints; mend or replace the others in MAINNET_RPC_URL or rpcUrls.",
  };
}

function keyCheck(address: Address | null): { result: Address; check: Omit<Check, "name"> } {
  if (address === null) {
    return {
      result: "",
      check: {
        status: "failed",
        detail: "no key",
        remedy: "Set KEEPER_PRIVATE_KEY to the key of the account with KEEPER_ROLE, or `signer` in the configuration.",
      },
    };
  }
  return { result: address, check: ok(address) };
}

function blockCheck(block: PinnedBlock, nowSeconds: number, ownClock: boolean): Omit<Check, "name"> {
  const warning = ownClock ? null : clockWarning(block.timeSeconds, nowSeconds);
  if (warning !== null) return { status: "warning", detail: `${block.number}; ${warning}`, remedy: CLOCK_REMEDY };
  const ageSeconds = nowSeconds - block.timeSeconds;
  if (ageSeconds <= MAX_BLOCK_AGE_SECONDS) return ok(`${block.number}, base fee ${toFloat(block.baseFeePerGasWei, 9).toFixed(3)} gwei`);
  return {
    status: "warning",
    detail: `the newest block, ${block.number}, is ${Math.round(ageSeconds / 60)} minutes old`,
    remedy: "Wait until the node is in sync, or use another endpoint. A local chain stands still unless it is advanced.",
  };
}

async function requireCode(provider: JsonRpcApiProvider, what: string, address: Address, chainId: number): Promise<void> {
  if ((await provider.send("eth_getCode", [address, "latest"])) === "0x") throw new NoContractError(what, address, chainId);
}

async function vaultCheck(provider: JsonRpcApiProvider, block: PinnedBlock, deps: DoctorDeps) {
  const vault = await deps.findVault(provider);
  const reader = await openVaultReader(provider, block, deps.addressBook, vault);
  const [results] = await readBatch(provider, block.number, [reader.reads]);
  const read = reader.state(results, block);
  if (read === null) throw new VaultChangedError(vault);
  const state = await withTripCondition(provider, read);
  const assets = toFloat(state.totalAssets, state.asset.decimals).toFixed(2);
  const detail = `${vault}: ${assets} ${state.asset.symbol} over ${state.positions.length} adapters, ${statusText(state)}, ${budgetText(state)}`;
  if (state.status === "normal" && state.breakerDue === null) return { result: vault, check: ok(detail) };
  return { result: vault, check: { status: "warning" as const, detail, remedy: closedRemedy(state) } };
}

function closedRemedy({ status, trip, breakerDue, limits }: VaultState): string {
  if (trip === null) return `Find out why (${breakerDue?.reason}); anyone may call checkBreakers(). Until it is over nothing is allocated.`;
  const allowed = status === "paused" ? "the keeper may do nothing" : "risk is only reduced";
  const resetAt = utcTime(trip.atSeconds + limits.resetDelayHours * 3600);
  return `Find out why; the owner may call reset() from ${resetAt} UTC on. Until then ${allowed}; withdrawals are open.`;
}
