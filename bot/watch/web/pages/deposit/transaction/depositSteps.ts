/** How the vault gets leave to take the deposit. */
export type AllowanceWay = "approve" | "permit";

export type DepositStep = "reset" | "approve" | "sign-permit" | "send-permit" | "deposit";

/**
 * What a deposit takes, in order. The vault has no deposit with a permit in one call, so a permit has to be sent by itself: a signature and
 * two transactions, where approval takes two. (A common contract that could do both in one, such as Multicall3, would hold the permit for
 * whoever sees it first.) So approval of exactly the amount is what the page proposes; a permit is for wallets that refuse approvals.
 * @param mustReset Whether the token, like USDT, takes no new allowance while there is one.
 */
export function depositSteps({
  amount,
  allowance,
  way,
  mustReset,
}: {
  readonly amount: bigint;
  readonly allowance: bigint;
  readonly way: AllowanceWay;
  readonly mustReset: boolean;
}): readonly DepositStep[] {
  if (allowance >= amount) return ["deposit"];
  if (way === "permit") return ["sign-permit", "send-permit", "deposit"];
  return [...(mustReset && allowance > 0n ? (["reset"] as const) : []), "approve", "deposit"];
}
