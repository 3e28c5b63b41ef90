import type { Schema } from "../../../client/keeperClient.ts";
import { horizonText } from "../../../format.ts";
import { SignedBars } from "../../charts/SignedBars.tsx";
import { Card } from "../../elements/Card.tsx";
import { Meter } from "../../elements/Meter.tsx";
import { EmptyNotice } from "../../elements/notices.tsx";
import { RiskBadge } from "../../elements/RiskBadge.tsx";
import type { Tone } from "../../elements/tone.ts";
import { VetoLines } from "../../elements/VetoLines.tsx";
import { words } from "../../format/names.ts";
import { percent } from "../../format/rates.ts";

type Risk = Schema<"RiskScore">;

const TONES = [
  ["low", "good"],
  ["medium", "warn"],
  ["high", "bad"],
] as const satisfies readonly (readonly [string, Tone])[];

/** What may go wrong in it, why, and what would change that. */
export function RiskCard({ risk }: { risk: Risk | null }) {
  if (risk === null) {
    return (
      <Card title="Risk">
        <EmptyNotice title="Not rated yet">Every tick rates the markets it sees.</EmptyNotice>
      </Card>
    );
  }
  const { drivers, changes, vetoes, horizonSeconds, model, modelVersion } = risk;
  return (
    <Card
      title="Risk"
      note={`over the next ${horizonText(horizonSeconds)}, by ${model} ${modelVersion}`}
      right={<RiskBadge riskClass={risk.riskClass} score={risk.score} />}
    >
      <div class="stack">
        <VetoLines vetoes={vetoes} />
        <Probabilities risk={risk} />
        {drivers.length > 0 && (
          <div class="part">
            <h3>What drives it</h3>
            <SignedBars
              label="What drives the risk, as what it adds to the log-odds of the worse class"
              bars={drivers.map(({ topic, words: text, contribution }) => ({
                key: topic,
                text: text.charAt(0).toUpperCase() + text.slice(1),
                value: contribution,
                direction: contribution < 0 ? "lowers it" : "raises it",
              }))}
            />
          </div>
        )}
        {changes.length > 0 && (
          <div class="part">
            <h3>What would change its class</h3>
            <ul class="lines">
              {changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Card>
  );
}

function Probabilities({ risk: { probabilities } }: { risk: Risk }) {
  if (probabilities === null) return <p class="soft">The model cannot say: too little is known of the market.</p>;
  return (
    <dl class="probabilities">
      {TONES.map(([name, tone]) => (
        <div key={name}>
          <dt>{words(name)}</dt>
          <dd>
            <Meter label={words(name)} fraction={probabilities[name]} tone={tone} />
          </dd>
          <dd class="number" aria-hidden="true">
            {percent(probabilities[name], 1)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
