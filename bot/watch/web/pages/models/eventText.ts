import type { Schema } from "../../../client/keeperClient.ts";
import type { Tone } from "../../elements/tone.ts";
import { marketName } from "../../format/names.ts";

type ModelEvent = Schema<"ModelEvent">;

const KINDS: Readonly<Record<ModelEvent["kind"], { readonly tone: Tone; readonly text: string }>> = {
  promoted: { tone: "good", text: "Promoted" },
  "rolled-back": { tone: "warn", text: "Rolled back" },
  "challenger-trained": { tone: "info", text: "Challenger trained" },
  "challenger-rejected": { tone: "plain", text: "Challenger rejected" },
  drift: { tone: "warn", text: "Features drifted" },
  fallback: { tone: "warn", text: "Fell back to persistence" },
};

export function eventKind(kind: ModelEvent["kind"]): { readonly tone: Tone; readonly text: string } {
  return KINDS[kind];
}

/** What an event's details say to a person; empty where they say nothing. */
export function eventText({ kind, detail }: Pick<ModelEvent, "kind" | "detail">): string {
  const parts = [textIn(detail.reason), ...aboutOf(kind, detail)].filter((part) => part !== "");
  const text = parts.join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function aboutOf(kind: ModelEvent["kind"], detail: ModelEvent["detail"]): readonly string[] {
  switch (kind) {
    case "fallback":
      return [`in ${listIn(detail.markets, (id) => marketName(String(id)))}`].filter((text) => text !== "in ");
    case "drift":
      return [`moved: ${listIn(detail.features, (one) => textIn(fieldOf(one, "feature")))}`].filter((text) => text !== "moved: ");
    case "rolled-back":
      return [nameIn("back to", detail.to)];
    case "promoted":
      return [nameIn("in place of", detail.champion)];
    default:
      return [nameIn("beside", detail.champion)];
  }
}

/** So many of a list are named. */
const MOST_NAMED = 5;

function listIn(value: unknown, nameOf: (item: unknown) => string): string {
  if (!Array.isArray(value)) return "";
  const names = value.map(nameOf).filter((name) => name !== "");
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function nameIn(before: string, value: unknown): string {
  const [model, version] = [textIn(fieldOf(value, "model")), textIn(fieldOf(value, "modelVersion"))];
  return model === "" ? "" : `${before} ${model} ${version}`.trim();
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}
