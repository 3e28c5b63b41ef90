import { Card } from "../../elements/Card.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { Facts } from "../../elements/Facts.tsx";
import { words } from "../../format/names.ts";
import type { MarketDetail } from "./Market.tsx";
import { rateModelText } from "./rateModelText.ts";

/** What the market is: where it lies, and how its rate comes about. */
export function MarketFacts({ market: { id, chainId, protocol, asset, address, companions, observation } }: { market: MarketDetail }) {
  const isAddress = (value: string) => /^0x[0-9a-fA-F]{40}$/.test(value);
  return (
    <Card title="What it is">
      <div class="stack">
        {observation !== null && <p>{rateModelText(observation.rateModel, asset)}</p>}
        <Facts
          facts={[
            { name: "Id", value: <span class="mono">{id}</span> },
            { name: "Protocol", value: protocol },
            { name: "Contract", value: <Explorer chainId={chainId} kind="address" value={address} /> },
            { name: asset.symbol, value: <Explorer chainId={chainId} kind="address" value={asset.address} /> },
            ...Object.entries(companions).map(([name, value]) => ({
              name: words(name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)),
              value: isAddress(value) ? <Explorer chainId={chainId} kind="address" value={value} /> : value,
            })),
          ]}
        />
      </div>
    </Card>
  );
}
