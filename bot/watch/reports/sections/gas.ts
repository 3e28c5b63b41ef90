import type { Report } from "../report.ts";
import { type ReportSection, section } from "../section.ts";
import { usdWords } from "../words.ts";

export function gasSection({ activity: { gas } }: Report): ReportSection {
  if (gas.transactions === 0) return section("Gas", { sentences: ["No transaction came into a block."] });
  const ether = (Number(gas.wei) / 1e18).toFixed(6);
  const count = gas.transactions === 1 ? "One transaction" : `${gas.transactions} transactions`;
  return section("Gas", {
    sentences: [
      `${count} in blocks cost ${ether} ETH, ${usdWords(gas.usd)} at the price of ether when each was signed. The keeper's account paid it, not the vault.`,
    ],
  });
}
