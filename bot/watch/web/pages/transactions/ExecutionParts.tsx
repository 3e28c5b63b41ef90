import type { Asset } from "../../format/amounts.ts";
import { AttemptPart } from "./AttemptPart.tsx";
import { ResultPart } from "./ResultPart.tsx";
import type { Execution } from "./standing.ts";

/** An execution in full: what its moves came to, and every attempt with its offers. */
export function ExecutionParts({ execution: { result, attempts, nonce }, asset }: { execution: Execution; asset: Asset }) {
  return (
    <div class="stack">
      {result !== null && <ResultPart result={result} nonce={nonce} asset={asset} />}
      {attempts.map((attempt) => (
        <AttemptPart key={attempt.id} attempt={attempt} />
      ))}
    </div>
  );
}
