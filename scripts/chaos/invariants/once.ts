import { decodeRebalance } from "../../../bot/execute/vaultAbi.ts";
import type { Breach, ChaosRecord } from "./record.ts";

/**
 * No decision is executed twice: by the database, where every transaction names its decision, and by the chain alone, where no two rebalances
 * were made from the same state of the vault.
 */
export function executedOnce({ chain, database }: ChaosRecord): readonly Breach[] {
  const decisionOf = new Map(database.transactions.map(({ hash, decisionId }) => [hash, decisionId]));
  const rebalances = chain.transactions.filter(({ data, succeeded }) => succeeded && decodeRebalance(data) !== null);
  const byDecision = repeated(rebalances, ({ hash }) => decisionOf.get(hash) ?? hash);
  const byState = repeated(chain.rebalances, ({ stateNonce }) => String(stateNonce));
  return [
    ...byDecision.map(([decision, twice]) => breach(`decision ${decision} was executed by ${twice.map(({ hash }) => hash).join(" and ")}`)),
    ...byState.map(([nonce, twice]) =>
      breach(`state ${nonce} of the vault was rebalanced by ${twice.map(({ transactionHash }) => transactionHash).join(" and ")}`),
    ),
  ];
}

function repeated<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly (readonly [string, readonly Item[]])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups].filter(([, group]) => group.length > 1);
}

function breach(explanation: string): Breach {
  return { invariant: "executed-twice", explanation };
}
