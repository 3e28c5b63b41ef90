import type { Schema } from "../../../client/keeperClient.ts";
import { type Column, DataTable } from "../../elements/DataTable.tsx";
import { MarketLink } from "../../elements/MarketLink.tsx";
import { type Asset, short, tokensAsNumber, usd } from "../../format/amounts.ts";
import { flagsText } from "../../format/flags.ts";
import { basisPoints, percent } from "../../format/rates.ts";
import { duration } from "../../format/times.ts";
import { ReadAt } from "./ReadAt.tsx";

type Observation = Schema<"Observation">;

export function ObservationsRead({
  observations,
  decision: { chainId, blockTimeSeconds },
  asset,
}: {
  observations: readonly Observation[];
  decision: Schema<"Decision">;
  asset: Asset;
}) {
  const columns: readonly Column<Observation>[] = [
    { name: "Market", cell: ({ marketId }) => <MarketLink marketId={marketId} /> },
    {
      name: "Block",
      cell: (one) => (
        <ReadAt
          chainId={chainId}
          block={one.blockNumber}
          seconds={one.blockTimeSeconds}
          note={ageText(blockTimeSeconds - one.blockTimeSeconds)}
        />
      ),
    },
    {
      name: "APR",
      isNumber: true,
      cell: ({ supplyApr, rewardApr }) => (
        <>
          {percent(supplyApr)}
          {rewardApr !== 0 && <div class="soft small">and {percent(rewardApr)} of rewards</div>}
        </>
      ),
    },
    { name: "Utilization", isNumber: true, cell: ({ utilization }) => percent(utilization, 1) },
    { name: `Supplied, ${asset.symbol}`, isNumber: true, cell: ({ totalSupply }) => short(tokensAsNumber(totalSupply, asset)) },
    { name: `Withdrawable, ${asset.symbol}`, isNumber: true, cell: ({ liquidity }) => short(tokensAsNumber(liquidity, asset)) },
    { name: "Enter / exit cost", isNumber: true, cell: ({ enterBps, exitBps }) => `${basisPoints(enterBps)} / ${basisPoints(exitBps)}` },
    { name: `${asset.symbol} price`, isNumber: true, cell: ({ assetPriceUsd }) => usd(assetPriceUsd, 4) },
    { name: "State", cell: ({ flags }) => flagsText(flags) },
  ];
  if (observations.length === 0) return null;
  return (
    <div class="part">
      <h3>Observations</h3>
      <DataTable label="Observations that were read" columns={columns} rows={observations} rowKey={({ marketId }) => marketId} />
    </div>
  );
}

function ageText(seconds: number): string {
  return seconds <= 0 ? "the decision's block" : `${duration(seconds)} before`;
}
