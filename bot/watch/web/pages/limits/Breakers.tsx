import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { Stat, Stats } from "../../elements/Stats.tsx";
import { Time } from "../../elements/Time.tsx";
import { tokens } from "../../format/amounts.ts";
import { shortHex, words } from "../../format/names.ts";
import { basisPoints, percent } from "../../format/rates.ts";
import { duration } from "../../format/times.ts";
import type { Contract } from "./Limits.tsx";

/** Whether breakers let the vault invest, and how near they are. */
export function Breakers({ contract }: { contract: Contract }) {
  const { status, trip, breakerDue, usage, limits, asset, idle, grossAssets, chainId } = contract;
  return (
    <Card title="Breakers and budgets">
      <Stats>
        <Stat
          name="Status"
          note={
            trip === null ? (
              "deposits and allocations are open, as far as caps go"
            ) : (
              <>
                {trip.condition === null ? "cause not found" : words(trip.condition.reason)} since <Time seconds={trip.atSeconds} />; to be
                reset from <Time seconds={trip.resetFromSeconds} />
              </>
            )
          }
        >
          <Badge tone={status === "normal" ? "good" : "bad"}>{words(status)}</Badge>
        </Stat>
        <Stat
          name="Monitor"
          note={
            contract.monitor === null ? (
              "nobody watches its sources"
            ) : breakerDue === null ? (
              "finds nothing wrong"
            ) : (
              <>
                anybody may trip it now, because of <Explorer chainId={chainId} kind="address" value={breakerDue.subject} />
              </>
            )
          }
        >
          {contract.monitor === null ? (
            <Badge tone="warn">None</Badge>
          ) : breakerDue === null ? (
            <Badge tone="good">All well</Badge>
          ) : (
            <Badge tone="bad">{words(breakerDue.reason)}</Badge>
          )}
        </Stat>
        <Stat name="Idle" unit={asset.symbol} note={`of ${tokens(grossAssets, asset)} in all`}>
          {tokens(idle, asset)}
        </Stat>
        <Stat name="Allocated, 24 h" note={`of at most ${percent(limits.dailyTurnoverBps / 10_000, 0)}`}>
          {percent(usage.turnoverBps / 10_000, 1)}
        </Stat>
        <Stat name="Lost by moving, 24 h" note={`of at most ${basisPoints(limits.dailyLossBps)}`}>
          {basisPoints(usage.lossMillionths / 100)}
        </Stat>
        <Stat name="Could be paid at once" note="idle, and what markets could pay now">
          {usage.exitLiquidityBps === null ? "–" : percent(usage.exitLiquidityBps / 10_000, 1)}
        </Stat>
      </Stats>
      {contract.monitor?.bounds != null && <Watched contract={contract} bounds={contract.monitor.bounds} />}
    </Card>
  );
}

/** Prices the monitor holds against its bounds. */
function Watched({
  contract: { chainId },
  bounds,
}: {
  contract: Contract;
  bounds: NonNullable<NonNullable<Contract["monitor"]>["bounds"]>;
}) {
  if (bounds.feeds.length === 0 && bounds.pairs.length === 0) return null;
  const rows = [
    ...bounds.feeds.map((feed) => ({
      key: feed.aggregator,
      what: <Explorer chainId={chainId} kind="address" value={feed.aggregator} />,
      now: feed.price === null ? <Badge tone="bad">Cannot be used</Badge> : feed.price.toFixed(4),
      bounds: `${feed.minPrice} to ${feed.maxPrice}, not older than ${duration(feed.maxAgeSeconds)}`,
    })),
    ...bounds.pairs.map((pair) => ({
      key: `${pair.first} ${pair.second}`,
      what: `${shortHex(pair.first)} against ${shortHex(pair.second)}`,
      now: pair.deviationBps === null ? <Badge tone="bad">Cannot be used</Badge> : `${basisPoints(pair.deviationBps)} apart`,
      bounds: `at most ${basisPoints(pair.maxDeviationBps)} apart`,
    })),
  ];
  return (
    <DataTable
      label="Prices that are watched"
      rows={rows}
      rowKey={({ key }) => key}
      columns={[
        { name: "Price feed", cell: ({ what }) => what },
        { name: "Now", cell: ({ now }) => now },
        { name: "Trips outside of", cell: (row) => row.bounds },
      ]}
    />
  );
}
