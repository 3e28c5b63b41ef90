import type { Schema } from "../../../client/keeperClient.ts";
import { horizonText } from "../../../format.ts";
import { type Column, DataTable } from "../../elements/DataTable.tsx";
import { MarketLink } from "../../elements/MarketLink.tsx";
import { RiskBadge } from "../../elements/RiskBadge.tsx";
import { VetoLines } from "../../elements/VetoLines.tsx";
import { percent } from "../../format/rates.ts";
import { ReadAt } from "./ReadAt.tsx";

type Risk = Schema<"RiskScore">;

export function RisksRead({ risks, chainId }: { risks: readonly Risk[]; chainId: number }) {
  const columns: readonly Column<Risk>[] = [
    { name: "Market", cell: ({ marketId }) => <MarketLink marketId={marketId} /> },
    { name: "Made at", cell: ({ blockNumber, madeAtSeconds }) => <ReadAt chainId={chainId} block={blockNumber} seconds={madeAtSeconds} /> },
    { name: "Risk", cell: (risk) => <ClassOf risk={risk} /> },
    {
      name: "What drives it",
      cell: ({ drivers }) => <Lines lines={drivers.map(({ words: text, contribution }) => driverText(text, contribution))} />,
    },
    { name: "What would change it", cell: ({ changes }) => <Lines lines={changes} /> },
    {
      name: "Model",
      cell: ({ model, modelVersion, horizonSeconds }) => (
        <>
          {model} <span class="soft nowrap">{modelVersion}</span>
          <div class="soft small">over {horizonText(horizonSeconds)}</div>
        </>
      ),
    },
  ];
  if (risks.length === 0) return null;
  return (
    <div class="part">
      <h3>Risk scores</h3>
      <DataTable label="Risk scores that were read" columns={columns} rows={risks} rowKey={({ marketId }) => marketId} />
    </div>
  );
}

function ClassOf({ risk: { riskClass, score, probabilities, vetoes } }: { risk: Risk }) {
  return (
    <>
      <RiskBadge riskClass={riskClass} score={score} />
      {probabilities !== null && (
        <div class="soft small">
          medium {percent(probabilities.medium, 0)}, high {percent(probabilities.high, 0)}
        </div>
      )}
      <VetoLines vetoes={vetoes} />
    </>
  );
}

/** What speaks for the market is said to. */
function driverText(text: string, contribution: number): string {
  return `${contribution < 0 ? "Lowers it: " : "Raises it: "}${text}`;
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return <span class="soft">–</span>;
  return (
    <ul class="sentences small">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
