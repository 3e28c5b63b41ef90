import type { Schema } from "../../client/keeperClient.ts";
import { scoreText } from "../../riskText.ts";
import { words } from "../format/names.ts";
import { Badge } from "./Badge.tsx";
import type { Tone } from "./tone.ts";

type RiskClass = NonNullable<Schema<"RiskScore">["riskClass"]>;

const TONES: Readonly<Record<RiskClass, Tone>> = { low: "good", medium: "warn", high: "bad" };

/** A risk's class and its score of 0 to 100, as far as they are known. */
export function RiskBadge({ riskClass, score }: { riskClass: RiskClass | null; score: number | null }) {
  if (riskClass === null) return <Badge>{score === null ? "Risk unknown" : `Score ${scoreText(score)}`}</Badge>;
  return (
    <Badge tone={TONES[riskClass]}>
      {words(riskClass)} {scoreText(score)}
    </Badge>
  );
}
