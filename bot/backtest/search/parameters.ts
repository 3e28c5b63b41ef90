import type { DecisionPolicy } from "../../decide/policy.ts";
import { DEFAULT_HORIZONS_SECONDS } from "../../predict/training/trainForecast.ts";
import type { BacktestSpec } from "../backtest.ts";
import { ParameterError } from "./errors.ts";

/** A value of a parameter; null where that means something of its own. */
export type ParameterValue = number | null;

/** What a parameter may be. */
interface Domain {
  readonly least: number;
  readonly most: number;
  readonly whole?: true;
  /** Only these. */
  readonly choices?: readonly number[];
  /** What null, written "none", means; without it there is no null. */
  readonly none?: string;
}

const DAY_SECONDS = 86_400;
const seconds = (least: number, most: number): Domain => ({ least, most, whole: true });
const bps: Domain = { least: 0, most: 10_000 };
const apr: Domain = { least: 0, most: 10 };

/** Fields of the keeper's policy that may be set. */
const POLICY: Readonly<Record<keyof DecisionPolicy, Domain>> = {
  horizonSeconds: { least: 0, most: Number.POSITIVE_INFINITY, choices: DEFAULT_HORIZONS_SECONDS },
  idlePaybackSeconds: { ...seconds(1, 365 * DAY_SECONDS), none: "the horizon" },
  pessimism: { least: 0, most: 1 },
  marginUsd: { least: 0, most: 1e9 },
  marginBps: bps,
  minimumMoveUsd: { least: 0, most: 1e12 },
  cooldownSeconds: seconds(0, 365 * DAY_SECONDS),
  gasDeadlineSeconds: seconds(0, 365 * DAY_SECONDS),
  slackBps: { least: 0, most: 1_000 },
  idleFloorToleranceBps: bps,
  capToleranceBps: bps,
  marginDoubt: { least: 0, most: 1 },
  highRiskExitCover: { least: 0, most: 1e9 },
  highRiskExitBps: bps,
  mediumRelativeCapBps: bps,
  highPenaltyApr: apr,
  mediumPenaltyApr: apr,
  riskAversion: { least: 0, most: 1e9 },
  maxDataAgeSeconds: seconds(1, 30 * DAY_SECONDS),
  driftBandBps: bps,
};

/** Numbers of a backtest beside its policy. */
const SPEC = {
  capitalUsd: { least: 1, most: 1e12 },
  gasMultiplier: { least: 0, most: 1_000 },
  relativeCapBps: { least: 1, most: 10_000, whole: true },
  everySeconds: { least: 3_600, most: DAY_SECONDS, choices: [3_600, 6 * 3_600, DAY_SECONDS] },
} as const satisfies Partial<Record<keyof BacktestSpec, Domain>>;

export const POLICY_PARAMETERS: readonly string[] = Object.keys(POLICY);
export const PARAMETERS: readonly string[] = [...POLICY_PARAMETERS, ...Object.keys(SPEC)];

/**
 * A value as somebody wrote it: a number, or "none".
 * @throws ParameterError as `checkParameter`.
 */
export function parseParameter(name: string, text: string): ParameterValue {
  // An empty text is no zero.
  const value = text.trim() === "none" ? null : text.trim() === "" ? Number.NaN : Number(text);
  checkParameter(name, value, text);
  return value;
}

/** @throws ParameterError for a parameter there is not, naming those there are, and for a value it cannot have, naming those it can. */
export function checkParameter(name: string, value: ParameterValue, text = String(value ?? "none")): void {
  const domain = domainOf(name);
  if (value === null ? domain.none !== undefined : isWithin(domain, value)) return;
  throw new ParameterError(`${name} cannot be "${text}"`, `Give ${allowed(domain)}.`);
}

/** The backtest with one parameter at a value. */
export function withParameter(spec: BacktestSpec, name: string, value: ParameterValue): BacktestSpec {
  checkParameter(name, value);
  return isPolicyParameter(name) ? { ...spec, policy: { ...spec.policy, [name]: value } } : { ...spec, [name]: value };
}

export function isPolicyParameter(name: string): boolean {
  return Object.hasOwn(POLICY, name);
}

function domainOf(name: string): Domain {
  const all: Readonly<Record<string, Domain>> = { ...POLICY, ...SPEC };
  const domain = Object.hasOwn(all, name) ? all[name] : undefined;
  if (domain === undefined) throw new ParameterError(`there is no parameter "${name}"`, `Choose of: ${PARAMETERS.join(", ")}.`);
  return domain;
}

function isWithin({ least, most, whole, choices }: Domain, value: number): boolean {
  if (choices !== undefined) return choices.includes(value);
  return value >= least && value <= most && (whole === undefined || Number.isInteger(value));
}

function allowed({ least, most, whole, choices, none }: Domain): string {
  const numbers =
    choices === undefined ? `a ${whole === undefined ? "" : "whole "}number from ${least} to ${most}` : `one of ${choices.join(", ")}`;
  return none === undefined ? numbers : `${numbers}, or "none" for ${none}`;
}
