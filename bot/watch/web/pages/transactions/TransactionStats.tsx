import type { Schema } from "../../../client/keeperClient.ts";
import { Card } from "../../elements/Card.tsx";
import { Meter } from "../../elements/Meter.tsx";
import { Shown } from "../../elements/notices.tsx";
import { Stat, Stats } from "../../elements/Stats.tsx";
import { ether, usd } from "../../format/amounts.ts";
import { percent } from "../../format/rates.ts";
import { together } from "../../live/together.ts";
import { type Answer, useAnswer } from "../../live/useAnswer.ts";
import { useVault } from "../../shell/vault.ts";
import { budgetUsed } from "./gasDays.ts";

/** What is on its way, and how much of the day's gas is spent. */
export function TransactionStats({ gas }: { gas: Answer<Schema<"Gas">> }) {
  const { id: vaultId } = useVault();
  const vault = useAnswer(
    `vault ${vaultId}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}", { params: { path: { vaultId } }, signal }),
    ["transaction"],
  );
  return (
    <Card title="Now">
      <Shown answer={together(vault, gas)} what="what is on its way">
        {([{ pendingTransactions }, spent]) => (
          <Stats>
            <Stat name="On their way" note={pendingTransactions === 0 ? "nothing is waited for" : "signed or sent, in no block yet"}>
              {pendingTransactions}
            </Stat>
            <Stat name="Gas in 24 hours" unit="ETH" note={usd(spent.last24Hours.usd)}>
              {ether(spent.last24Hours.wei)}
            </Stat>
            <Budget gas={spent} />
          </Stats>
        )}
      </Shown>
    </Card>
  );
}

function Budget({ gas }: { gas: Schema<"Gas"> }) {
  const used = budgetUsed(gas);
  if (used === null || gas.budgetPerDay === null) {
    return (
      <Stat name="Gas budget" note="the vault is not configured where this API runs">
        not known
      </Stat>
    );
  }
  const { wei, usd: dollars } = gas.budgetPerDay;
  return (
    <Stat name="Of the day's budget" note={`${ether(wei, 4)} ETH or ${usd(dollars)}, whichever is used up first`}>
      {percent(used, 1)}
      <Meter label="Gas budget used" fraction={used} tone={used >= 1 ? "bad" : used >= 0.8 ? "warn" : "good"} />
    </Stat>
  );
}
