import { Card } from "../../elements/Card.tsx";
import { Stat, Stats } from "../../elements/Stats.tsx";
import { percent } from "../../format/rates.ts";
import { partOf, shownAmount } from "./amounts/exactAmount.ts";
import type { VaultReading } from "./chain/vaultReading.ts";

/** What the account has in the vault, and outside of it to bring. */
export function Position({ reading }: { reading: VaultReading }) {
  const { asset, share, shares, worth, totalShares, balance, wei } = reading;
  return (
    <Card title="Your position">
      <Stats>
        <Stat name="Worth now" unit={asset.symbol}>
          {shownAmount(worth, asset.decimals)}
        </Stat>
        <Stat name="Shares" unit={share.symbol} note={`${percent(partOf(shares, totalShares), 4)} of the vault`}>
          {shownAmount(shares, share.decimals, 4)}
        </Stat>
        <Stat name="In your wallet" unit={asset.symbol}>
          {shownAmount(balance, asset.decimals)}
        </Stat>
        <Stat name="For gas" unit="ETH">
          {shownAmount(wei, 18, 4)}
        </Stat>
      </Stats>
    </Card>
  );
}
