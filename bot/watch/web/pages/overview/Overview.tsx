import type { Schema } from "../../../client/keeperClient.ts";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { Time } from "../../elements/Time.tsx";
import { useAnswer } from "../../live/useAnswer.ts";
import { OperatePanel } from "../../operate/OperatePanel.tsx";
import { useVault, type Vault } from "../../shell/vault.ts";
import { AllocationNow } from "./AllocationNow.tsx";
import { Figures } from "./Figures.tsx";
import { KeeperState } from "./KeeperState.tsx";
import { LastDecisions } from "./LastDecisions.tsx";
import { Performance } from "./Performance.tsx";
import { WorthHistory } from "./WorthHistory.tsx";
import "./overview.css";

export type OverviewAnswer = Schema<"Overview">;

/** Everything an operator wants to know at once. */
export function Overview() {
  const vault = useVault();
  const answer = useAnswer(
    `overview ${vault.id}`,
    (client, signal) => client.GET("/v1/vaults/{vaultId}/overview", { params: { path: { vaultId: vault.id } }, signal }),
    ["tick", "transaction", "alert", "operation"],
  );
  return (
    <>
      <div class="page-head">
        <h1>{vault.name ?? "Vault"}</h1>
        {answer.data?.state != null && (
          <p>
            as of <Time seconds={answer.data.state.asOfSeconds} />
          </p>
        )}
      </div>
      <Shown answer={answer} what="the vault">
        {(overview) => <Content vault={vault} overview={overview} />}
      </Shown>
    </>
  );
}

function Content({ vault, overview }: { vault: Vault; overview: OverviewAnswer }) {
  const { asset, worth } = overview;
  if (asset === null || worth === null) {
    return (
      <>
        <KeeperState vault={vault} overview={overview} />
        <OperatePanel vault={vault} marketIds={[]} />
        <EmptyNotice title="No tick has seen the vault yet">
          The keeper looks after it every {overview.keeper.tickSeconds ?? 300} seconds: what it is worth and what was decided shows here
          after the first time.
        </EmptyNotice>
      </>
    );
  }
  return (
    <div class="stack">
      <KeeperState vault={vault} overview={overview} />
      <OperatePanel vault={vault} marketIds={overview.allocation?.markets.map(({ marketId }) => marketId) ?? []} />
      <Figures overview={overview} asset={asset} />
      <WorthHistory vaultId={vault.id} asset={asset} untilSeconds={worth.bucketTimeSeconds + 1} />
      <div class="grid">
        <Performance performance={overview.performance} />
        <AllocationNow overview={overview} asset={asset} />
      </div>
      <LastDecisions overview={overview} />
    </div>
  );
}
