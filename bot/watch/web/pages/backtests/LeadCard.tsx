import type { Schema } from "../../../client/keeperClient.ts";
import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import type { Tone } from "../../elements/tone.ts";
import { type LeadText, leadText } from "./leadText.ts";

const TONES: Readonly<Record<LeadText["verdict"], Tone>> = { ahead: "good", behind: "bad", unproven: "warn", untold: "plain" };
const WORDS: Readonly<Record<LeadText["verdict"], string>> = {
  ahead: "Proven",
  behind: "Behind",
  unproven: "Not proven",
  untold: "Not judged",
};

/** What is to be made of it: whether the models earn their keep, and what whoever ran it should know. */
export function LeadCard({ backtest: { lead, notes, figures } }: { backtest: Schema<"BacktestDetail"> }) {
  const { verdict, title, text } = leadText(lead);
  const cautions = figures.flatMap(({ contender, cautions: own }) => own.map((caution) => `${contender}: ${caution}`));
  return (
    <Card title={title} right={<Badge tone={TONES[verdict]}>{WORDS[verdict]}</Badge>}>
      <div class="stack">
        <p>{text}</p>
        {notes.length + cautions.length > 0 && (
          <ul class="backtest-notes">
            {[...notes, ...cautions].map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
