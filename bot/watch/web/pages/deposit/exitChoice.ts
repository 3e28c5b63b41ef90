import { exactAmount, shownAmount } from "./amounts/exactAmount.ts";
import { parseAmount } from "./amounts/parseAmount.ts";
import type { Exit } from "./chain/exitCalls.ts";
import type { VaultReading } from "./chain/vaultReading.ts";

/** What somebody who leaves counts in. */
export type ExitUnit = "assets" | "shares";

type Holding = Pick<VaultReading, "asset" | "share" | "shares" | "worth" | "maxWithdraw" | "maxRedeem">;

export interface ExitChoice {
  readonly unit: ExitUnit;
  readonly text: string;
  /** Whether it is all there is, by Max: then all shares go, since what they are worth grows until it happens. */
  readonly isAll: boolean;
}

/** What the choice asks of the vault, but for the loss; or what is wrong with it. */
export function exitOf(
  { unit, text, isAll }: ExitChoice,
  holding: Holding,
  maxLossBps: bigint,
): { readonly exit: Exit | null; readonly problem: string | null } {
  const { asset, share, shares, worth } = holding;
  if (isAll && shares > 0n) return { exit: { kind: "redeem", shares, maxLossBps }, problem: null };
  const [measure, most, because] = unit === "assets" ? [asset, worth, "Your shares are worth"] : ([share, shares, "You have"] as const);
  const { amount, problem } = parseAmount(text, measure, { amount: most, because });
  if (amount === null) return { exit: null, problem };
  return {
    exit: unit === "assets" ? { kind: "withdraw", assets: amount, maxLossBps } : { kind: "redeem", shares: amount, maxLossBps },
    problem,
  };
}

/** What Max fills in: everything, or what can be paid now without loss where that is less. */
export function mostOf(unit: ExitUnit, { asset, share, shares, worth, maxWithdraw, maxRedeem }: Holding): ExitChoice {
  const isAll = maxRedeem >= shares;
  const text =
    unit === "assets" ? exactAmount(isAll ? worth : maxWithdraw, asset.decimals) : exactAmount(isAll ? shares : maxRedeem, share.decimals);
  return { unit, text, isAll };
}

/** "Withdraw 12.50 USDC", "Redeem 3.000001 ykUSDC": what an exit asks for. */
export function exitText(exit: Exit, { asset, share }: Pick<Holding, "asset" | "share">): string {
  return exit.kind === "withdraw"
    ? `Withdraw ${shownAmount(exit.assets, asset.decimals)} ${asset.symbol}`
    : `Redeem ${shownAmount(exit.shares, share.decimals, 6)} ${share.symbol}`;
}
