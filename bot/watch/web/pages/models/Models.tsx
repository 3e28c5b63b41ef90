import { useState } from "preact/hooks";
import { horizonText } from "../../../format.ts";
import { Choice } from "../../elements/Choice.tsx";
import { Shown } from "../../elements/notices.tsx";
import { useAnswer } from "../../live/useAnswer.ts";
import { AccuracyCard } from "./AccuracyCard.tsx";
import { CalibrationCard } from "./CalibrationCard.tsx";
import { DriftCard } from "./DriftCard.tsx";
import { EventsCard } from "./EventsCard.tsx";
import { PublishingCard } from "./PublishingCard.tsx";
import { publishing } from "./publishing.ts";
import { Scoreboard } from "./Scoreboard.tsx";
import "./models.css";

const SPANS = [
  { value: "30", text: "30 d" },
  { value: "90", text: "90 d" },
  { value: "365", text: "A year" },
] as const;
type Days = (typeof SPANS)[number]["value"];

/** Who forecasts, how good that was, and whether it still holds. */
export function Models() {
  const [chosenDays, setDays] = useState<Days>("90");
  const [chosenHorizon, setHorizon] = useState<number | null>(null);
  const forecasts = useAnswer("forecasts", (client, signal) => client.GET("/v1/forecasts", { signal }), ["tick"]);
  const models = useAnswer("models", (client, signal) => client.GET("/v1/models", { signal }), ["tick"]);
  const days = Number(chosenDays);
  const horizons = [
    ...new Set([...(forecasts.data?.items ?? []), ...(models.data?.items ?? [])].map(({ horizonSeconds }) => horizonSeconds)),
  ].sort((a, b) => a - b);
  const horizon = chosenHorizon ?? (horizons.includes(86_400) ? 86_400 : (horizons[0] ?? null));
  const newest = Math.max(
    0,
    ...(forecasts.data?.items ?? []).map(({ madeAtSeconds }) => madeAtSeconds),
    ...(models.data?.items ?? []).map(({ lastMomentSeconds }) => lastMomentSeconds),
  );
  return (
    <>
      <div class="page-head">
        <h1>Models</h1>
        <p>Who forecasts, how good that was, and whether it still holds.</p>
      </div>
      <div class="stack">
        <Shown answer={forecasts} what="forecasts">
          {({ items }) => <PublishingCard published={publishing(items)} />}
        </Shown>
        <div class="model-choices">
          <Choice label="Time" options={SPANS} value={chosenDays} onChoose={setDays} />
          {horizon !== null && (
            <Choice
              label="Horizon"
              options={horizons.map((seconds) => ({ value: String(seconds), text: horizonText(seconds) }))}
              value={String(horizon)}
              onChoose={(value) => setHorizon(Number(value))}
            />
          )}
        </div>
        {horizon !== null && (
          <>
            <Scoreboard days={days} untilSeconds={newest} />
            <AccuracyCard days={days} horizonSeconds={horizon} />
            <CalibrationCard days={days} horizonSeconds={horizon} />
            <DriftCard days={days} horizonSeconds={horizon} />
          </>
        )}
        <EventsCard />
      </div>
    </>
  );
}
