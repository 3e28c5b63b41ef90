import type { ServedVault } from "./servedVault.ts";

/**
 * A day and a half that gives alerts something to tell: a large borrower takes Compound to 97 % utilization for two ticks; then Aave freezes its
 * reserve for two, whereupon the guardian closes the vault until the owner opens it again. All of it is undone at the end; the alert about the
 * closed vault is still open, and two more ticks resolve it.
 */
export async function troubledDays({
  live,
  advance,
  trip,
  reset,
}: Pick<ServedVault, "live" | "advance" | "trip" | "reset">): Promise<void> {
  const ticks = async (count: number) => {
    for (let i = 0; i < count; i++) await advance();
  };
  const repay = await live.scenarios.rateShock("comet-usdc");
  await ticks(2);
  await repay();
  const thaw = await live.scenarios.aaveFreeze("usdc");
  await ticks(2);
  await thaw();
  await trip();
  await ticks(1);
  await reset();
  await ticks(1);
}
