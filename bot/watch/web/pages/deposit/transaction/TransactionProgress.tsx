import { Badge } from "../../../elements/Badge.tsx";
import { Explorer } from "../../../elements/Explorer.tsx";
import type { Tone } from "../../../elements/tone.ts";
import type { Progress } from "./runSteps.ts";
import type { TransactionState } from "./transactionState.ts";

const WORDS: Readonly<Record<TransactionState["kind"], { readonly text: string; readonly tone: Tone }>> = {
  checking: { text: "Checking that it will work …", tone: "info" },
  asking: { text: "Confirm it in your wallet", tone: "info" },
  signed: { text: "Signed", tone: "good" },
  sent: { text: "Sent: waiting for a block …", tone: "info" },
  mined: { text: "Done", tone: "good" },
  failed: { text: "Failed", tone: "bad" },
  replaced: { text: "Replaced", tone: "warn" },
  refused: { text: "Not sent", tone: "bad" },
  declined: { text: "You declined", tone: "plain" },
};

/** How far it is, step by step; read out as it changes. */
export function TransactionProgress({ progress, chainId }: { progress: Progress; chainId: number }) {
  return (
    <div class="progress" role="status" aria-live="polite">
      {progress.length > 0 && (
        <ol>
          {progress.map(({ label, state }) => (
            <li key={label}>
              <span class="progress-label">{label}</span>
              {state === null ? <Badge>Next</Badge> : <Badge tone={WORDS[state.kind].tone}>{WORDS[state.kind].text}</Badge>}
              {state !== null && "hash" in state && <Explorer chainId={chainId} kind="tx" value={state.hash} />}
              {state !== null && <Detail state={state} chainId={chainId} />}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Detail({ state, chainId }: { state: TransactionState; chainId: number }) {
  switch (state.kind) {
    case "mined":
      return <p class="soft small">In block {state.blockNumber.toLocaleString("en-US")}.</p>;
    case "declined":
      return <p class="soft small">Nothing was sent.</p>;
    case "replaced":
      return (
        <p class="small">
          Another transaction of this account took its place, so this one never happens.{" "}
          {state.by !== null && <Explorer chainId={chainId} kind="tx" value={state.by} />}
        </p>
      );
    case "failed":
    case "refused":
      return (
        <p class="progress-error">
          {state.error.message} <span class="soft">{state.error.remedy}</span>
          {state.error.name !== null && <code class="soft"> {state.error.name}</code>}
        </p>
      );
    default:
      return null;
  }
}
