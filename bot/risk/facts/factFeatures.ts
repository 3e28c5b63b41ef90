import type { UnixSeconds } from "../../core/units.ts";
import { type FactDate, secondsOf } from "./factDate.ts";
import { type ProtocolFacts, protocolFacts } from "./protocolFacts.ts";

export const FACT_FEATURE_NAMES = ["protocolAgeDays", "auditCount", "isUpgradeable", "adminDelayHours", "hasExternalOracle"] as const;
export type FactFeatureName = (typeof FACT_FEATURE_NAMES)[number];

const DAY_SECONDS = 86_400;

const UNKNOWN: Readonly<Record<FactFeatureName, number>> = {
  protocolAgeDays: Number.NaN,
  auditCount: Number.NaN,
  isUpgradeable: Number.NaN,
  adminDelayHours: Number.NaN,
  hasExternalOracle: Number.NaN,
};

/**
 * A protocol's facts as they were known at a time, as numbers for a model; NaN where not known. The age is in days since the launch, NaN before it;
 * audits count once they are public; "is" and "has" are 0 or 1.
 */
export function factFeatures(protocol: string, atSeconds: UnixSeconds): Readonly<Record<FactFeatureName, number>> {
  const facts = protocolFacts(protocol);
  if (facts === null) return UNKNOWN;
  return {
    protocolAgeDays: ageDays(facts.launchedOn, atSeconds),
    auditCount: facts.audits?.filter(({ publishedBy }) => secondsOf(publishedBy) <= atSeconds).length ?? Number.NaN,
    isUpgradeable: facts.isUpgradeable === null ? Number.NaN : Number(facts.isUpgradeable),
    adminDelayHours: delayAt(facts, atSeconds),
    hasExternalOracle: facts.oracle === null ? Number.NaN : Number(facts.oracle !== "none"),
  };
}

function ageDays(launchedOn: FactDate | null, atSeconds: UnixSeconds): number {
  const age = launchedOn === null ? Number.NaN : (atSeconds - secondsOf(launchedOn)) / DAY_SECONDS;
  return age >= 0 ? age : Number.NaN;
}

function delayAt({ adminDelays }: ProtocolFacts, atSeconds: UnixSeconds): number {
  return adminDelays?.findLast(({ since }) => secondsOf(since) <= atSeconds)?.hours ?? Number.NaN;
}
