import type { Schema } from "../../../client/keeperClient.ts";
import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { Stat, Stats } from "../../elements/Stats.tsx";
import { Time } from "../../elements/Time.tsx";
import { short, tokensAsNumber, usd } from "../../format/amounts.ts";
import { flagWords } from "../../format/flags.ts";
import { basisPoints, percent } from "../../format/rates.ts";
import { useVault } from "../../shell/vault.ts";
import { ageText, isOld } from "./age.ts";
import type { MarketDetail } from "./Market.tsx";

/** The market as it was seen last. */
export function MarketNow({
  market,
  observation,
  nowSeconds,
}: {
  market: MarketDetail;
  observation: Schema<"Observation">;
  /** Null while that is not known. */
  nowSeconds: number | null;
}) {
  const { tickSeconds } = useVault();
  const { asset, chainId } = market;
  const { supplyApr, rewardApr, unclaimedRewardApr, utilization, totalSupply, totalBorrow, liquidity, supplyRoom } = observation;
  const amount = (value: string) => short(tokensAsNumber(value, asset));
  const flags = flagWords(observation.flags);
  return (
    <Card
      title="Now"
      note={
        <>
          block <Explorer chainId={chainId} kind="block" value={String(observation.blockNumber)} />,{" "}
          <Time seconds={observation.blockTimeSeconds} />
        </>
      }
      right={
        <span class="badges">
          {nowSeconds !== null && isOld(observation.blockTimeSeconds, nowSeconds, tickSeconds) && (
            <Badge tone="warn">Old: {ageText(observation.blockTimeSeconds, nowSeconds)}</Badge>
          )}
          {flags.length === 0 ? (
            <Badge tone="good">Open</Badge>
          ) : (
            flags.map((flag) => (
              <Badge key={flag} tone="warn">
                {flag}
              </Badge>
            ))
          )}
        </span>
      }
    >
      <Stats>
        <Stat name="APR" note={rewardApr === 0 ? "no rewards" : `${percent(supplyApr)} supply, ${percent(rewardApr)} rewards`}>
          {percent(supplyApr + rewardApr)}
        </Stat>
        {unclaimedRewardApr !== null && unclaimedRewardApr !== 0 && (
          <Stat name="Rewards nobody claims" note="not counted: the vault has no way to them">
            {percent(unclaimedRewardApr)}
          </Stat>
        )}
        <Stat name="Utilization" note={`${amount(totalBorrow)} ${asset.symbol} lent`}>
          {percent(utilization, 1)}
        </Stat>
        <Stat name="Deposited" unit={asset.symbol} note={supplyRoom === null ? "takes any amount" : `takes ${amount(supplyRoom)} more`}>
          {amount(totalSupply)}
        </Stat>
        <Stat name="Withdrawable" unit={asset.symbol} note="by all who are in it">
          {amount(liquidity)}
        </Stat>
        <Stat name="To enter, to leave" note="cost of the protocol, without gas">
          {basisPoints(observation.enterBps)}, {basisPoints(observation.exitBps)}
        </Stat>
        <Stat name={`${asset.symbol} price`}>{usd(observation.assetPriceUsd, 4)}</Stat>
      </Stats>
    </Card>
  );
}
