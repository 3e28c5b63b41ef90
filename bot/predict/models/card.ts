import { createHash } from "node:crypto";
import type { Manifest } from "./manifest.ts";

/** A model's card, `card.md`: everything in it comes from the manifest, so that it cannot say anything else. */
export function cardOf(manifest: Manifest): string {
  return `${[
    `# ${manifest.id}, version ${manifest.version}`,
    ...section("What it is", whatItIs(manifest)),
    ...section("Data and split", [
      manifest.data,
      `It has learned from what was paid between ${manifest.trainedFrom} and ${manifest.trainedUntil}, and from nothing later.`,
    ]),
    ...section("Scores", Object.entries(manifest.scores).flatMap(scoreboard)),
    ...section("How to do it again", ["```", ...manifest.commands, "```"]),
    ...section("Limits", [...manifest.limits.map((limit) => `- ${limit}`)]),
    ...section("Files", [
      "| file | SHA-256 |",
      "|---|---|",
      ...Object.entries(manifest.files).map(([file, hash]) => `| ${file} | \`${hash}\` |`),
      "",
      `The whole model: \`${modelHash(manifest)}\``,
    ]),
  ].join("\n")}\n`;
}

/** One hash for a model: of its files' names and hashes. Two models with the same hash are the same. */
export function modelHash({ files }: Pick<Manifest, "files">): string {
  const listed = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(listed)).digest("hex");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines];
}

function whatItIs(manifest: Manifest): readonly string[] {
  const { kind, createdAt, gitCommit, horizonsSeconds, levels, classes, featureNames, window, seeds } = manifest;
  const input =
    window.steps === 0
      ? `${featureNames.length} features`
      : `${featureNames.length} features and a window of ${window.steps} steps of ${window.channelNames.length} channels`;
  const answer =
    classes === undefined
      ? `the quantiles ${levels.join(", ")} of the mean APR over the next`
      : `how likely each of the classes ${classes.join(", ")} is to come true within the next`;
  return [
    `A model of the kind \`${kind}\`. From ${input} it says ${answer} ${horizonsSeconds.map(duration).join(" and ")}.`,
    `Made at ${createdAt} from commit \`${gitCommit}\` with ${seeds.length === 1 ? "the seed" : "the seeds"} ${seeds.join(", ")}.`,
  ];
}

function scoreboard([title, horizons]: [string, Manifest["scores"][string]]): readonly string[] {
  return Object.entries(horizons).flatMap(([horizon, rows]) => {
    const figures = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))];
    return [
      `${title}, ${horizon}:`,
      "",
      `| | ${figures.join(" | ")} |`,
      `|---|${figures.map(() => "---|").join("")}`,
      ...Object.entries(rows).map(([row, values]) => `| ${row} | ${figures.map((figure) => figureText(values[figure])).join(" | ")} |`),
      "",
    ];
  });
}

function figureText(value: number | undefined): string {
  if (value === undefined) return "–";
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** "24 h", "7 days": days only where they are more than one. */
function duration(seconds: number): string {
  const hours = seconds / 3_600;
  return hours > 24 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`;
}
