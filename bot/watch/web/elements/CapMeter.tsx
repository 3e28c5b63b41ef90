import { type Capped, capUse } from "../format/capUse.ts";
import { Meter } from "./Meter.tsx";

/** How much of its caps something uses. */
export function CapMeter({ name, capped }: { name: string; capped: Capped }) {
  const use = capUse(capped);
  return <Meter label={`${name}, of its cap`} fraction={use} tone={use > 1 ? "bad" : use > 0.95 ? "warn" : "good"} />;
}
