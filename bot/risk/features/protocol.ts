import { FACT_FEATURE_NAMES, factFeatures } from "../facts/factFeatures.ts";
import type { RiskTopic } from "./topic.ts";

/** Slow facts about the protocol, as they were known at the moment. */
export const protocol: RiskTopic = {
  topic: "protocol",
  names: FACT_FEATURE_NAMES.map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)),
  values({ view, atSeconds }) {
    const facts = factFeatures(view.series.protocol, atSeconds);
    return FACT_FEATURE_NAMES.map((name) => facts[name]);
  },
  words(values, { view }) {
    const [ageDays, audits] = values as number[];
    const known = [
      ...(ageDays === undefined || Number.isNaN(ageDays) ? [] : [`${(ageDays / 365).toFixed(1)} years old`]),
      ...(audits === undefined || Number.isNaN(audits) ? [] : [`${audits} published audits`]),
    ];
    return `${view.series.protocol}${known.length === 0 ? ", of which nothing is known" : ` is ${known.join(", ")}`}`;
  },
};
