import { key } from "../../../predict/evaluate/report/page.ts";
import { seriesKind } from "./style.ts";

/** The names of series, each in the colour of its place. */
export function seriesKeys(names: readonly string[], more = ""): string {
  return `<div class="keys">${names.map((name, place) => key(seriesKind(place), name)).join("\n")}${more}</div>`;
}
