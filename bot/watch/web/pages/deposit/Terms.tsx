import type { Schema } from "../../../client/keeperClient.ts";
import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { Shown } from "../../elements/notices.tsx";
import { Stat, Stats } from "../../elements/Stats.tsx";
import { tokens } from "../../format/amounts.ts";
import { words } from "../../format/names.ts";
import { percent } from "../../format/rates.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { useVault } from "../../shell/vault.ts";

/** The window that says most of what may be expected. */
const WINDOW = "30d";

/** What the vault offers, as the keeper knows it: shown to everybody, with a wallet or without. */
export function Terms({ contract }: { contract: ContractAnswer }) {
  const { id } = useVault();
  const overview = useAnswer(
    `overview ${id}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/overview", { params: { path: { vaultId: id } }, signal }),
    ["tick"],
  );
  return (
    <Card title="What the vault offers">
      <Shown answer={contract} what="the vault's rules">
        {({ asset, sharePrice, totalAssets, status, deposits, grossAssets, fees, limits }) => (
          <Stats>
            <Stat name="Share price" unit={asset.symbol}>
              {sharePrice === null ? "–" : sharePrice.toFixed(6)}
            </Stat>
            <Apy performance={overview.data?.performance ?? []} />
            <Stat name="In the vault" unit={asset.symbol}>
              {tokens(totalAssets, asset)}
            </Stat>
            <Stat
              name="Room for deposits"
              unit={deposits.cap === null ? undefined : asset.symbol}
              note={deposits.gate === null ? "Open to everybody" : "For accounts on its list"}
            >
              {deposits.cap === null ? "No cap" : tokens(room(deposits.cap, grossAssets), asset)}
            </Stat>
            <Stat
              name="Fees"
              note={
                fees.recipient === null
                  ? "none are charged"
                  : `and ${percent(fees.performanceFeeBps / 10_000)} of gains above the highest share price`
              }
            >
              {percent(fees.recipient === null ? 0 : fees.managementFeeBps / 10_000)}
              {fees.recipient !== null && <span class="unit">a year</span>}
            </Stat>
            <Stat name="Penalty for making a market pay" note="only where liquidity is short">
              {percent(limits.forceDeallocatePenaltyBps / 10_000)}
            </Stat>
            <Stat name="State" note={status === "normal" ? "Deposits and withdrawals" : "Withdrawals only, until the owner opens it"}>
              <Badge tone={status === "normal" ? "good" : "warn"}>{status === "normal" ? "Open" : words(status)}</Badge>
            </Stat>
          </Stats>
        )}
      </Shown>
    </Card>
  );
}

export type ContractAnswer = ReturnType<typeof useContract>;

/** What the vault's contract says of its rules, as the keeper reads it. */
export function useContract() {
  const { id } = useVault();
  return useAnswer<Schema<"VaultContract">>(
    `contract ${id}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/contract", { params: { path: { vaultId: id } }, signal }),
    ["tick"],
  );
}

function Apy({ performance }: { performance: readonly Schema<"PerformanceWindow">[] }) {
  const known = performance.filter(({ netApy }) => netApy !== null);
  const shown = known.find(({ window }) => window === WINDOW) ?? known.at(-1);
  return (
    <Stat name="Net APY" note={shown === undefined ? "Known after its first hours" : `realised, ${shown.window}; no promise`}>
      {shown === undefined || shown.netApy === null ? "–" : percent(shown.netApy)}
    </Stat>
  );
}

function room(cap: string, grossAssets: string): string {
  const left = BigInt(cap) - BigInt(grossAssets);
  return (left > 0n ? left : 0n).toString();
}
