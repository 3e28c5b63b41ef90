import { describeChange, type Outcome } from "./outcome.ts";

/** Why a mutation cannot be noticed, by its id. */
export type Explanations = Readonly<Record<string, string>>;

export interface Report {
  readonly total: number;
  readonly killed: number;
  readonly survivors: readonly { readonly where: string; readonly why: string }[];
}

const NOT_EXPLAINED = "not explained";
const LEAST_KILLED_SHARE = 0.95;

export function report(outcomes: readonly Outcome[], explanations: Explanations): Report {
  const survivors = outcomes.filter(({ verdict }) => verdict === "survived");
  return {
    total: outcomes.length,
    killed: outcomes.length - survivors.length,
    survivors: survivors.map(({ id, where }) => ({ where, why: explanations[id] ?? NOT_EXPLAINED })),
  };
}

export function isGoodEnough({ total, killed, survivors }: Report): boolean {
  return survivors.every(({ why }) => why !== NOT_EXPLAINED) || killed >= LEAST_KILLED_SHARE * total;
}

export function reportText(outcomes: readonly Outcome[], explanations: Explanations): string {
  const { total, killed } = report(outcomes, explanations);
  const survivors = outcomes.filter(({ verdict }) => verdict === "survived");
  const timeouts = outcomes.filter(({ verdict, by }) => verdict === "killed" && by === "timeout").length;
  const share = total === 0 ? "" : ` (${((100 * killed) / total).toFixed(1)} %)`;
  const lines = survivors.map(
    (outcome) => `${outcome.where}  ${describeChange(outcome)}\n  ${outcome.id}\n  ${explanations[outcome.id] ?? NOT_EXPLAINED}`,
  );
  const stale = outcomes.filter(({ id, verdict }) => verdict === "killed" && id in explanations);
  return [
    `${killed} of ${total} mutants killed${share}${timeouts > 0 ? `, ${timeouts} of them by timeout` : ""}`,
    ...(lines.length > 0 ? [`Survivors:\n${lines.join("\n")}`] : []),
    ...stale.map(({ id, by }) => `${id} is explained in equivalent.json, but was killed by ${by}`),
  ].join("\n");
}
