import { decodeRebalance } from "../../../bot/execute/vaultAbi.ts";
import type { Breach, ChaosRecord, ChaosRules, SignedFields } from "./record.ts";

/** Everything that was sent, and everything in the chain: a rebalance of the vault or an empty transaction to oneself, within all ceilings. */
export function withinPolicy({ chain, sent, rules }: ChaosRecord): readonly Breach[] {
  const all = new Map([...chain.transactions, ...sent.map(({ transaction }) => transaction)].map((one) => [one.hash, one]));
  return [...all.values()].flatMap((transaction) => {
    const wrong = violationOf(transaction, rules);
    return wrong === null ? [] : [{ invariant: "outside-policy", explanation: `${transaction.hash} ${wrong}` }];
  });
}

function violationOf(transaction: SignedFields, rules: ChaosRules): string | null {
  const { to, from, data, valueWei, chainId, gasLimit, maxFeePerGasWei, maxPriorityFeePerGasWei } = transaction;
  if (!same(from, rules.keeper)) return `is from ${from}`;
  if (chainId !== rules.chainId) return `is for chain ${chainId}`;
  if (valueWei !== 0n) return `sends ${valueWei} wei`;
  const cancels = same(to, rules.keeper) && data === "0x" && gasLimit === 21_000n;
  if (!cancels && !(same(to, rules.vault) && decodeRebalance(data) !== null)) return `calls ${to} with ${data.slice(0, 10)}`;
  if (gasLimit > rules.maxGasLimit) return `has a gas limit of ${gasLimit}`;
  if (maxFeePerGasWei > rules.maxFeePerGasWei) return `offers ${maxFeePerGasWei} wei a gas`;
  if (maxPriorityFeePerGasWei > rules.maxPriorityFeePerGasWei) return `offers builders ${maxPriorityFeePerGasWei} wei a gas`;
  if (gasLimit * maxFeePerGasWei > rules.maxCostWei) return `may cost ${gasLimit * maxFeePerGasWei} wei`;
  return null;
}

function same(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

const DAY_SECONDS = 86_400;

/** What transactions signed within any 24 hours cost together. */
export function withinBudget({ chain, database, rules }: ChaosRecord): readonly Breach[] {
  const signedAt = new Map(database.transactions.map(({ hash, createdAtSeconds }) => [hash, createdAtSeconds]));
  const spent = chain.transactions
    .map((one) => ({ at: signedAt.get(one.hash) ?? one.blockTimeSeconds, wei: one.gasUsed * one.effectiveGasPriceWei }))
    .toSorted((a, b) => a.at - b.at);
  let first = 0;
  let total = 0n;
  for (const { at, wei } of spent) {
    total += wei;
    for (; (spent[first]?.at ?? at) < at - DAY_SECONDS; first++) total -= spent[first]?.wei ?? 0n;
    if (total > rules.maxWeiPerDay) {
      return [
        {
          invariant: "over-budget",
          explanation: `${total} wei of gas within the 24 hours up to ${at}; ${rules.maxWeiPerDay} were allowed`,
        },
      ];
    }
  }
  return [];
}

/** Who was paused while another took over sends nothing any more. */
export function fenced({ sent }: ChaosRecord): readonly Breach[] {
  return sent
    .filter(({ afterTakeover }) => afterTakeover)
    .map(({ keeper, transaction }) => ({
      invariant: "sent-after-takeover",
      explanation: `${keeper} sent ${transaction.hash} (nonce ${transaction.nonce}) although another keeper led`,
    }));
}
