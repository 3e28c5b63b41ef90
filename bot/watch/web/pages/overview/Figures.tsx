import { Card } from "../../elements/Card.tsx";
import { Stat, Stats } from "../../elements/Stats.tsx";
import { type Asset, ether, tokens, usd } from "../../format/amounts.ts";
import { basisPoints, percent, percentChange } from "../../format/rates.ts";
import { duration } from "../../format/times.ts";
import type { OverviewAnswer } from "./Overview.tsx";

/** What the vault is worth, what it earned, and what that took. */
export function Figures({ overview, asset }: { overview: OverviewAnswer; asset: Asset }) {
  const { worth, state, gas, performance } = overview;
  const longest = performance.at(-1);
  return (
    <Card title="Now">
      <Stats>
        <Stat
          name="Net asset value"
          unit={asset.symbol}
          note={worth?.navUsd == null ? undefined : `${usd(worth.navUsd)} at the last price`}
        >
          {worth?.totalAssets == null ? "–" : tokens(worth.totalAssets, asset)}
        </Stat>
        <Stat
          name="Share price"
          unit={asset.symbol}
          note={longest === undefined ? undefined : `${percentChange(longest.realisedReturn, 3)} since start`}
        >
          {worth?.sharePrice == null ? "–" : worth.sharePrice.toFixed(6)}
        </Stat>
        <Stat
          name="Realised APY"
          note={
            longest === undefined
              ? "known after an hour"
              : `${duration(longest.toSeconds - longest.fromSeconds)}; equal weight ${longest.benchmark?.apy == null ? "unknown" : percent(longest.benchmark.apy)}`
          }
        >
          {longest?.netApy == null ? "–" : percent(longest.netApy)}
        </Stat>
        <Stat name="Deepest fall" note="of the share price, since start">
          {longest === undefined ? "–" : percent(longest.maxDrawdown, 3)}
        </Stat>
        <Stat
          name="Gas, 24 h"
          unit="ETH"
          note={`${usd(gas.last24Hours.usd)}${gas.budgetPerDay === null ? "" : ` of ${usd(gas.budgetPerDay.usd, 0)} a day`}`}
        >
          {ether(gas.last24Hours.wei, 5)}
        </Stat>
        <Stat name="Turnover, 24 h" note={state?.lossMillionths == null ? undefined : `lost ${basisPoints(state.lossMillionths / 100)}`}>
          {state?.turnoverBps == null ? "–" : percent(state.turnoverBps / 10_000, 1)}
        </Stat>
      </Stats>
    </Card>
  );
}
