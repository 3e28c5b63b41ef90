import type { Schema } from "../../../client/keeperClient.ts";
import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { Shown } from "../../elements/notices.tsx";
import { Stat, Stats } from "../../elements/Stats.tsx";
import { tokens } from "../../format/amounts.ts";
import { words } from "../../format/names.ts";
import { percent } from "../../format/rates.ts";
import { type Answer, useAnswer } from "../../live/useAnswer.ts";
import { useVault } from "../../shell/vault.ts";

type Contract = Schema<"VaultContract">;

/** The window that says most of what may be expected. */
const WINDOW = "30d";

/** What the vault offers, as the keeper knows it: shown to everybody, with a wallet or without. */
export function Terms({ contract }: { contract: Answer<Contract> }) {
  const { id } = useVault();
  const overview = useAnswer(
    `overview ${id}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/overview", { params: { path: { vaultId: id } }, signal }),
    ["tick"],
  );
  return (
    <Card title="What the vault offers">
      <Shown answer={overview} what="what the vault earned">
        {({ asset, worth, performance }) => (
          <>
            <Stats>
              <Stat name="Share price" unit={asset?.symbol}>
                {worth?.sharePrice?.toFixed(6) ?? "–"}
              </Stat>
              <Apy performance={performance} />
              <Stat name="In the vault" unit={asset?.symbol}>
                {asset === null || worth?.totalAssets == null ? "–" : tokens(worth.totalAssets, asset)}
              </Stat>
              {contract.data !== null && <Rules contract={contract.data} />}
            </Stats>
            {contract.data === null && (
              <p class="soft small" role="status">
                {contract.failure === null
                  ? "Reading caps and fees …"
                  : "Caps and fees are read from the chain, which this keeper cannot do now: connect a wallet and they are shown with your deposit."}
              </p>
            )}
          </>
        )}
      </Shown>
    </Card>
  );
}

function Rules({ contract: { asset, status, deposits, grossAssets, fees, limits } }: { contract: Contract }) {
  const isFree = fees.recipient === null || fees.managementFeeBps + fees.performanceFeeBps === 0;
  return (
    <>
      <Stat
        name="Room for deposits"
        unit={deposits.cap === null ? undefined : asset.symbol}
        note={deposits.gate === null ? "Open to everybody" : "For accounts on its list"}
      >
        {deposits.cap === null ? "No cap" : tokens(room(deposits.cap, grossAssets), asset)}
      </Stat>
      <Stat
        name="Fees"
        unit={isFree ? undefined : "a year"}
        note={
          isFree ? "The vault charges nothing" : `and ${percent(fees.performanceFeeBps / 10_000)} of gains above the highest share price`
        }
      >
        {isFree ? "None" : percent(fees.managementFeeBps / 10_000)}
      </Stat>
      <Stat name="Penalty for making a market pay" note="only where liquidity is short">
        {percent(limits.forceDeallocatePenaltyBps / 10_000)}
      </Stat>
      <Stat name="State" note={status === "normal" ? "Deposits and withdrawals" : "Withdrawals only, until the owner opens it"}>
        <Badge tone={status === "normal" ? "good" : "warn"}>{status === "normal" ? "Open" : words(status)}</Badge>
      </Stat>
    </>
  );
}

/** What the vault's contract says of its rules, as the keeper reads it. */
export function useContract(): Answer<Contract> {
  const { id } = useVault();
  return useAnswer(
    `contract ${id}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/contract", { params: { path: { vaultId: id } }, signal }),
    ["tick"],
  );
}

function Apy({ performance }: { performance: readonly Schema<"PerformanceWindow">[] }) {
  const known = performance.filter(({ netApy }) => netApy !== null);
  const shown = known.find(({ window, isWhole }) => window === WINDOW && isWhole) ?? known.at(-1);
  return (
    <Stat
      name="Net APY"
      note={
        shown === undefined
          ? "Known after its first hours"
          : `Realised ${shown.window === WINDOW ? "in 30 days" : "since its start"}; no promise`
      }
    >
      {shown === undefined || shown.netApy === null ? "–" : percent(shown.netApy)}
    </Stat>
  );
}

function room(cap: string, grossAssets: string): string {
  const left = BigInt(cap) - BigInt(grossAssets);
  return (left > 0n ? left : 0n).toString();
}
