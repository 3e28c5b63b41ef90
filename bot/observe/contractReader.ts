import { type JsonRpcApiProvider, type Result, ZeroAddress } from "ethers";
import { yieldVaultAbi } from "../chain/abi.ts";
import { contractRead, type Reads, readBatch, required } from "../chain/batch.ts";
import { type PinnedBlock, pinBlock } from "../chain/block.ts";
import { createLogReader } from "../chain/logReader.ts";
import type { AddressBook } from "../config/addressBook.ts";
import { type MarketsOfChain, riskNames } from "../config/riskNames.ts";
import { type Address, toFloat } from "../core/units.ts";
import type { PendingChange, VaultContract, VaultRole } from "../core/vaultContract.ts";
import type { VaultState } from "../core/vaultState.ts";
import { VaultChangedError } from "./errors.ts";
import { readMonitor } from "./monitorReader.ts";
import { describeCall, ROLE_IDS, VAULT_EVENT_TOPICS, type VaultEvents, vaultEventsOf } from "./vaultEvents.ts";
import { openVaultReader, type VaultReader } from "./vaultReader.ts";

export interface ContractReader {
  /** What the vault's contracts say at the head of the chain. @throws what reading it throws: no vault, no node. */
  read(): Promise<VaultContract>;
}

/** A deposit cap of all that fits its type is none. */
const NO_DEPOSIT_CAP = 2n ** 96n - 1n;
const RAY_DECIMALS = 27;

/**
 * Reads a vault's rules: some eight requests the first time, six again, all at one block. Roles and pending changes are in no function's answer:
 * events name the candidates, and the contract says which of them hold. Not to be asked again before it has answered.
 */
export function createContractReader(
  provider: JsonRpcApiProvider,
  book: MarketsOfChain & Pick<AddressBook, "chainId">,
  vault: Address,
): ContractReader {
  const names = riskNames(book);
  const logReader = createLogReader(provider, { address: vault, topics: VAULT_EVENT_TOPICS });
  let reader: VaultReader | null = null;

  /** With a reader of its adapters as they are now. */
  async function readState(block: PinnedBlock) {
    for (const known of [reader, null]) {
      reader = known ?? (await openVaultReader(provider, block, book, vault));
      const [results, rules] = await readBatch(provider, block.number, [reader.reads, ruleReads(vault)]);
      const state = reader.state(results, block);
      if (state !== null) return { state, rules };
    }
    throw new VaultChangedError(vault);
  }

  return {
    async read() {
      const block = await pinBlock(provider);
      const { state, rules } = await readState(block);
      const { logs, ...events } = await logReader.upTo(block.number);
      const told = vaultEventsOf(logs);
      const [{ roles, times }, monitor] = await Promise.all([
        readHolding(provider, block.number, vault, told),
        readMonitor(provider, block.number, required(rules.monitor)),
      ]);
      const graceSeconds = Number(required(rules.graceSeconds));
      const { recipient, highWaterMarkRay } = required(rules.fees);
      return {
        state: withTrip(state, told),
        roles,
        deposits: required(rules.deposits),
        fees: {
          recipient: nonZero(recipient),
          highWaterMark: toFloat(highWaterMarkRay, RAY_DECIMALS - state.shareDecimals + state.asset.decimals),
        },
        pendingChanges: pendingOf(told, times, { graceSeconds, nowSeconds: block.timeSeconds, names }),
        abdicated: told.abdicated,
        monitor,
        events,
      };
    },
  };
}

function ruleReads(vault: Address) {
  const read = <Value>(name: string, pick?: (result: Result) => Value) => contractRead<Value>(vault, yieldVaultAbi, name, [], pick);
  return {
    monitor: read<Address>("breakerMonitor"),
    graceSeconds: read<bigint>("GRACE_SECONDS"),
    deposits: read("deposits", ([cap, gate]) => ({ cap: cap === NO_DEPOSIT_CAP ? null : (cap as bigint), gate: nonZero(gate) })),
    fees: read("fees", ([recipient, highWaterMarkRay]) => ({
      recipient: recipient as Address,
      highWaterMarkRay: highWaterMarkRay as bigint,
    })),
  };
}

/** Which accounts have their roles still, and when each call that was announced may be made; 0 for one that does not wait any more. */
async function readHolding(provider: JsonRpcApiProvider, blockNumber: number, vault: Address, { grants, submissions }: VaultEvents) {
  const [held, waiting] = await readBatch(provider, blockNumber, [
    indexed(grants.map(({ role, account }) => contractRead<boolean>(vault, yieldVaultAbi, "hasRole", [ROLE_IDS[role], account]))),
    indexed(submissions.map(({ data }) => contractRead<bigint>(vault, yieldVaultAbi, "executableAt", [data]))),
  ]);
  const holders = grants.filter((_, i) => required(held[i] as never));
  const holdersOf = (role: VaultRole) => holders.filter((one) => one.role === role).map(({ account }) => account);
  return {
    roles: { owner: holdersOf("owner"), curator: holdersOf("curator"), keeper: holdersOf("keeper"), guardian: holdersOf("guardian") },
    times: submissions.map((_, i) => Number(required<bigint>(waiting[i] as never))),
  };
}

function indexed(reads: readonly Reads[string][]): Reads {
  return Object.fromEntries(reads.map((one, i) => [i, one]));
}

function pendingOf(
  { submissions }: VaultEvents,
  times: readonly number[],
  {
    graceSeconds,
    nowSeconds,
    names,
  }: { readonly graceSeconds: number; readonly nowSeconds: number; readonly names: ReadonlyMap<string, string> },
): readonly PendingChange[] {
  return submissions
    .map((submission, i) => {
      const executableAtSeconds = times[i] as number;
      return {
        ...submission,
        ...describeCall(submission.data, names),
        executableAtSeconds,
        expiresAtSeconds: executableAtSeconds + graceSeconds,
      };
    })
    .filter(({ executableAtSeconds, expiresAtSeconds }) => executableAtSeconds !== 0 && nowSeconds <= expiresAtSeconds)
    .toSorted((a, b) => a.executableAtSeconds - b.executableAtSeconds);
}

function withTrip(state: VaultState, { lastTrip }: VaultEvents): VaultState {
  return state.trip === null ? state : { ...state, trip: { ...state.trip, condition: lastTrip } };
}

function nonZero(address: Address): Address | null {
  return address === ZeroAddress ? null : address;
}
