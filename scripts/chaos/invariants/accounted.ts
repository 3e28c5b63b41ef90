import type { Breach, ChainTransaction, ChaosRecord } from "./record.ts";

/** At any instant: what is in the chain was in the database before, and so was all that was sent. */
export function recordedBeforeSent({ chain, database, sent }: ChaosRecord): readonly Breach[] {
  const recorded = new Set(database.transactions.map(({ hash }) => hash));
  const decided = new Set(chain.transactions.map(({ hash }) => hash));
  return [
    ...chain.transactions
      .filter(({ hash }) => !recorded.has(hash))
      .map(({ hash, blockNumber }) => breach(`${hash} is in block ${blockNumber} and not in the database`)),
    ...sent
      .filter(({ transaction }) => !recorded.has(transaction.hash))
      .map(({ keeper, transaction }) => breach(`${keeper} sent ${transaction.hash}, which is not in the database`)),
    ...chain.rebalances
      .filter(({ transactionHash }) => !decided.has(transactionHash))
      .map(({ transactionHash }) => breach(`${transactionHash} rebalanced the vault and is not the keeper's`)),
  ];
}

/** When nothing is on its way: the database says of every transaction exactly what the chain says, and what it cost. */
export function settledLikeTheChain({ chain, database }: ChaosRecord): readonly Breach[] {
  const onChain = new Map(chain.transactions.map((transaction) => [transaction.hash, transaction]));
  return database.transactions.flatMap((row): Breach[] => {
    const included = onChain.get(row.hash);
    const says = `${row.hash} (nonce ${row.nonce}, ${row.purpose}, attempt ${row.attempt}) is ${row.status} in the database`;
    if (included === undefined) {
      if (row.status === "mined" || row.status === "reverted") return [breach(`${says} and in no block`)];
      if (row.status === "signed" || row.status === "submitted") return [breach(`${says}, and nothing is on its way`)];
      return [];
    }
    const difference = differenceOf(row, included);
    return difference === null ? [] : [breach(`${says}: ${difference}`)];
  });
}

function differenceOf({ status, inclusion }: ChaosRecord["database"]["transactions"][number], included: ChainTransaction): string | null {
  const wanted = included.succeeded ? "mined" : "reverted";
  if (status !== wanted) return `in block ${included.blockNumber} it was ${wanted}`;
  if (inclusion?.blockNumber !== included.blockNumber || inclusion.blockHash !== included.blockHash) {
    return `it is in block ${included.blockNumber} ${included.blockHash}, not ${inclusion?.blockNumber} ${inclusion?.blockHash}`;
  }
  const costWei = included.gasUsed * included.effectiveGasPriceWei;
  return inclusion.costWei === costWei ? null : `it cost ${costWei} wei, not ${inclusion.costWei}`;
}

/** When nothing is on its way: no transaction of the account waits, and none is missing before one that was recorded. */
export function noGap({ chain, database }: ChaosRecord): readonly Breach[] {
  const { mined, withWaiting } = chain.nonce;
  const final = database.transactions.filter(({ status }) => status === "mined" || status === "reverted");
  const next = Math.max(-1, ...final.map(({ nonce }) => nonce)) + 1;
  return [
    ...(withWaiting > mined ? [gap(`${withWaiting - mined} transactions of the account wait although all is settled`)] : []),
    ...(chain.transactions.length !== mined
      ? [gap(`the account has used ${mined} nonces in ${chain.transactions.length} transactions`)]
      : []),
    ...(next > mined ? [gap(`nonce ${next - 1} is recorded in a block, the account has used ${mined}`)] : []),
  ];
}

function gap(explanation: string): Breach {
  return { invariant: "nonce-gap", explanation };
}

function breach(explanation: string): Breach {
  return { invariant: "unaccounted", explanation };
}
