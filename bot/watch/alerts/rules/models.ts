import { groupBy } from "../../../predict/live/groupBy.ts";
import type { ModelEvent } from "../../../store/modelEvents.ts";
import type { ModelEventKind } from "../../../store/schema.ts";
import { EVENT, type Finding, type Rule } from "../rule.ts";

const WHAT: Partial<Readonly<Record<ModelEventKind, string>>> = {
  fallback: "cannot be used for some markets",
  "rolled-back": "was taken back",
  drift: "is worse than it was",
};

export const modelFallback: Rule = {
  name: "model-fallback",
  hysteresis: EVENT,
  remedy:
    "`keeper forecast` shows how good each model was; a baseline forecasts in its place until it is trained again (docs/forecasting.md).",
  judge({ modelEvents }) {
    const byModel = groupBy(
      modelEvents.filter(({ kind }) => kind in WHAT),
      ({ kind, model }) => `${model} ${kind}`,
    );
    return [...byModel].map(([subject, events]): Finding => {
      const { kind, model, modelVersion, detail } = events[events.length - 1] as ModelEvent;
      return {
        subject,
        severity: kind === "drift" ? "info" : "warning",
        summary: `The model ${model} ${modelVersion} ${WHAT[kind] ?? kind}`,
        details: { kind, model, modelVersion, times: events.length, detail },
      };
    });
  },
};
