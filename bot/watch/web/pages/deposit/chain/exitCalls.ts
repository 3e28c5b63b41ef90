import type { Eip1193Provider } from "../wallet/eip1193.ts";
import { vaultAbi } from "./abi.ts";
import { type Call, readOne } from "./calls.ts";
import type { VaultReading } from "./vaultReading.ts";

/** What somebody who leaves asks for. */
export type Exit =
  | { readonly kind: "withdraw"; readonly assets: bigint; readonly maxLossBps: bigint }
  | { readonly kind: "redeem"; readonly shares: bigint; readonly maxLossBps: bigint };

/** What an exit would come to, if it were in the next block. */
export interface ExitQuote {
  /** Burned. */
  readonly shares: bigint;
  /** What the shares are worth. */
  readonly worth: bigint;
  readonly received: bigint;
  /** What leaving costs beyond the marks. */
  readonly loss: bigint;
}

type Place = Pick<VaultReading, "vault" | "account">;

export function exitCall({ vault, account }: Place, exit: Exit): Call {
  const [name, amount] = exit.kind === "withdraw" ? ["withdraw", exit.assets] : ["redeem", exit.shares];
  return { to: vault, abi: vaultAbi, name: `${name}(uint256,address,address,uint256)`, args: [amount, account, account, exit.maxLossBps] };
}

/** Asks the vault by simulating the very call. Throws as the call would revert. */
export async function quoteExit(provider: Eip1193Provider, place: Place, exit: Exit): Promise<ExitQuote> {
  const shares = exit.kind === "redeem" ? exit.shares : await readOne<bigint>(provider, exitCall(place, exit), { from: place.account });
  const redeem = exitCall(place, { kind: "redeem", shares, maxLossBps: exit.maxLossBps });
  const [received, worth] = await Promise.all([
    readOne<bigint>(provider, redeem, { from: place.account }),
    readOne<bigint>(provider, { to: place.vault, abi: vaultAbi, name: "convertToAssets", args: [shares] }),
  ]);
  // Shares are rounded up for a withdrawal: what they are worth may be a unit more than what was asked.
  const paid = exit.kind === "withdraw" && exit.assets < received ? exit.assets : received;
  return { shares, worth, received: paid, loss: worth > received ? worth - received : 0n };
}

/** Making an adapter pay into idle. */
export interface ForcedExit {
  readonly adapter: string;
  readonly assets: bigint;
  readonly maxLossBps: bigint;
}

export function forceCall({ vault, account }: Place, { adapter, assets, maxLossBps }: ForcedExit): Call {
  return { to: vault, abi: vaultAbi, name: "forceDeallocate", args: [adapter, assets, account, maxLossBps] };
}

/** What making an adapter pay would cost. */
export interface ForceQuote {
  /** Burned as the penalty, and for what leaving costs beyond the mark. */
  readonly shares: bigint;
  readonly cost: bigint;
}

export async function quoteForce(provider: Eip1193Provider, place: Place, forced: ForcedExit): Promise<ForceQuote> {
  const shares = await readOne<bigint>(provider, forceCall(place, forced), { from: place.account });
  const cost = await readOne<bigint>(provider, { to: place.vault, abi: vaultAbi, name: "convertToAssets", args: [shares] });
  return { shares, cost };
}
