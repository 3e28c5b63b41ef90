import { id, ZeroHash } from "ethers";
import { timelockedAbi, yieldVaultAbi } from "../chain/abi.ts";
import type { ContractLog } from "../chain/logReader.ts";
import type { Address } from "../core/units.ts";
import type { PendingChange, VaultRole } from "../core/vaultContract.ts";
import { LIMIT_NAMES } from "../core/vaultLimits.ts";
import type { BreakerCondition } from "../core/vaultState.ts";
import { conditionOf } from "./vaultReader.ts";

/** The roles as the contract knows them. */
export const ROLE_IDS: Readonly<Record<VaultRole, string>> = {
  owner: ZeroHash,
  curator: id("CURATOR_ROLE"),
  keeper: id("KEEPER_ROLE"),
  guardian: id("GUARDIAN_ROLE"),
};

/** The first topics of the events that tell what no function of the vault does. */
export const VAULT_EVENT_TOPICS: readonly string[] = ["RoleGranted", "Submitted", "Abdicated", "BreakerTripped"].map((name) =>
  String(yieldVaultAbi.getEvent(name)?.topicHash),
);

/** What a vault's events tell. */
export interface VaultEvents {
  /** Accounts that were ever given a role: they may have lost it since. */
  readonly grants: readonly { readonly role: VaultRole; readonly account: Address }[];
  /** The last announcement of each call, in their order: it may have been made or revoked since. */
  readonly submissions: readonly Submission[];
  readonly abdicated: readonly string[];
  /** Why the vault closed the last time. */
  readonly lastTrip: BreakerCondition | null;
}

export type Submission = Pick<PendingChange, "data" | "submitter" | "submittedAtBlock">;

/** @param logs Of `VAULT_EVENT_TOPICS`, in their order. */
export function vaultEventsOf(logs: readonly ContractLog[]): VaultEvents {
  const grants = new Map<string, VaultEvents["grants"][number]>();
  const submissions = new Map<string, Submission>();
  const abdicated = new Set<string>();
  let lastTrip: BreakerCondition | null = null;
  for (const log of logs) {
    const event = yieldVaultAbi.parseLog(log);
    if (event === null) continue;
    const { args } = event;
    switch (event.name) {
      case "RoleGranted": {
        const role = roleNamed(args.role);
        if (role !== null) grants.set(`${role} ${args.account}`, { role, account: args.account });
        break;
      }
      case "Submitted":
        // Announced again, it stands behind those that were announced between.
        submissions.delete(args.data);
        submissions.set(args.data, { data: args.data, submitter: args.sender, submittedAtBlock: Number(log.blockNumber) });
        break;
      case "Abdicated":
        abdicated.add(functionNamed(args.selector));
        break;
      case "BreakerTripped":
        lastTrip = conditionOf(args.reason, args.subject);
    }
  }
  return { grants: [...grants.values()], submissions: [...submissions.values()], abdicated: [...abdicated], lastTrip };
}

/** What a call's bytes mean; of what this keeper does not know the selector only. @param names Of risks, by their keccak256. */
export function describeCall(data: string, names: ReadonlyMap<string, string>): Pick<PendingChange, "functionName" | "arguments"> {
  const call = parsed(data);
  if (call === null) return { functionName: data.slice(0, 10), arguments: [] };
  const values = call.fragment.inputs.map(({ name }, i) => ({ name, value: valueText(name, call.args[i], names) }));
  return { functionName: call.name, arguments: values };
}

function parsed(data: string) {
  try {
    return timelockedAbi.parseTransaction({ data });
  } catch {
    // Anybody with the right may announce bytes that are no call.
    return null;
  }
}

function valueText(name: string, value: unknown, names: ReadonlyMap<string, string>): string {
  const text = String(value);
  switch (name) {
    case "limit":
      return LIMIT_NAMES[Number(value)] ?? text;
    case "role":
      return roleNamed(text) ?? text;
    case "riskId":
      return names.get(text) ?? text;
    case "selector":
      return functionNamed(text);
    default:
      return text;
  }
}

function roleNamed(roleId: string): VaultRole | null {
  const [found] = Object.entries(ROLE_IDS).find(([, one]) => one === roleId) ?? [];
  return (found as VaultRole | undefined) ?? null;
}

function functionNamed(selector: string): string {
  return timelockedAbi.getFunction(selector)?.name ?? selector;
}
