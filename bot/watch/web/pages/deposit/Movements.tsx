import { useEffect, useState } from "preact/hooks";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { Time } from "../../elements/Time.tsx";
import { shownAmount } from "./amounts/exactAmount.ts";
import { readNumber } from "./chain/calls.ts";
import { type BlockRange, type Movement, readBlockTimes, readMovements } from "./chain/movements.ts";
import { plainError } from "./errors/plainError.ts";
import type { Place } from "./place.ts";

/** About a week of blocks of twelve seconds. */
const LOOK_BACK_BLOCKS = 50_000;

interface Dated extends Movement {
  readonly atSeconds: number | null;
}

interface Known {
  readonly movements: readonly Dated[];
  readonly blocks: BlockRange;
}

const WORDS: Readonly<Record<Movement["kind"], string>> = {
  deposit: "Deposit",
  withdrawal: "Withdrawal",
  forced: "Made a market pay",
};

/** What this account did here, from the vault's events: as far back as was looked, and further when asked. */
export function Movements({ place: { reading, sender } }: { place: Place }) {
  const { vault, account, asset, share } = reading;
  const { provider } = sender;
  const [known, setKnown] = useState<Known | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isReading, setReading] = useState(false);
  const [round, setRound] = useState(0);

  const look = async (blocks: BlockRange): Promise<readonly Dated[]> => {
    const movements = await readMovements(provider, vault, account, blocks);
    const times = await readBlockTimes(
      provider,
      movements.map(({ blockNumber }) => blockNumber),
    );
    return movements.map((movement) => ({ ...movement, atSeconds: times.get(movement.blockNumber) ?? null }));
  };
  const attempt = async (work: () => Promise<void>) => {
    setReading(true);
    setFailure(null);
    await work().catch((error: unknown) => setFailure(plainError(error, reading).message));
    setReading(false);
  };

  // A deposit or a withdrawal changes the shares: then the newest blocks are looked at again.
  useEffect(() => {
    let isCurrent = true;
    void attempt(async () => {
      const toBlock = Number(await readNumber(provider, "eth_blockNumber"));
      const earlier = known;
      const fromBlock = earlier === null ? Math.max(0, toBlock - LOOK_BACK_BLOCKS + 1) : earlier.blocks.toBlock + 1;
      const found = toBlock < fromBlock ? [] : await look({ fromBlock, toBlock });
      if (!isCurrent) return;
      setKnown((last) => ({
        movements: [...found, ...(last?.movements ?? [])],
        blocks: { fromBlock: last?.blocks.fromBlock ?? fromBlock, toBlock: Math.max(toBlock, last?.blocks.toBlock ?? 0) },
      }));
    });
    return () => {
      isCurrent = false;
    };
  }, [provider, vault, account, reading.shares, round]);

  const lookFurther = (firstBlock: number) =>
    attempt(async () => {
      const toBlock = firstBlock - 1;
      const fromBlock = Math.max(0, toBlock - LOOK_BACK_BLOCKS + 1);
      const found = await look({ fromBlock, toBlock });
      setKnown((last) => ({
        movements: [...(last?.movements ?? []), ...found],
        blocks: { fromBlock, toBlock: last?.blocks.toBlock ?? toBlock },
      }));
    });

  return (
    <Card title="Your deposits and withdrawals" note="From the vault's events, through your wallet">
      {known !== null && known.movements.length > 0 && (
        <DataTable
          label="Your deposits and withdrawals"
          rows={known.movements}
          rowKey={({ transactionHash, logIndex }) => `${transactionHash} ${logIndex}`}
          columns={[
            {
              name: "When",
              cell: ({ atSeconds, blockNumber }) => (atSeconds === null ? `Block ${blockNumber}` : <Time seconds={atSeconds} />),
            },
            { name: "What", cell: ({ kind }) => WORDS[kind] },
            { name: asset.symbol, isNumber: true, cell: ({ assets }) => shownAmount(assets, asset.decimals) },
            {
              name: "Shares",
              isNumber: true,
              cell: ({ kind, shares }) => `${kind === "deposit" ? "+" : "−"}${shownAmount(shares, share.decimals, 4)}`,
            },
            { name: "Cost of leaving", isNumber: true, cell: ({ loss }) => (loss === 0n ? "–" : shownAmount(loss, asset.decimals)) },
            {
              name: "Transaction",
              cell: ({ transactionHash }) => <Explorer chainId={sender.chainId} kind="tx" value={transactionHash} />,
            },
          ]}
        />
      )}
      <p class="soft small history-note" role="status">
        {failure !== null
          ? `The history cannot be read. ${failure}`
          : isReading || known === null
            ? "Reading the history …"
            : `${known.movements.length === 0 ? "Nothing of this account" : "All of this account"} since block ${known.blocks.fromBlock.toLocaleString("en-US")}. Shares sent to or by you are not among these.`}
      </p>
      {failure !== null && (
        <button type="button" disabled={isReading} onClick={() => setRound(round + 1)}>
          Try again
        </button>
      )}
      {failure === null && known !== null && known.blocks.fromBlock > 0 && (
        <button type="button" disabled={isReading} onClick={() => void lookFurther(known.blocks.fromBlock)}>
          Look further back
        </button>
      )}
    </Card>
  );
}
