import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { KeeperClient, Schema } from "../../client/keeperClient.ts";
import { Dialog } from "../elements/Dialog.tsx";
import { operatorClient } from "../live/operatorToken.ts";
import { UNREACHABLE } from "../live/useAnswer.ts";
import type { Operator } from "./operator.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

/** Who does it, and why; as the API takes it. */
export interface Signed {
  readonly by: string;
  readonly comment: string | null;
}

export interface ActionDialogProps {
  /** What is done, as a title: "Pause the keeper". */
  readonly title: string;
  /** What the button says that does it. */
  readonly confirm: string;
  /** Money is moved by it, or left where it is. */
  readonly isGrave?: boolean;
  /** Whether a reason is kept with it. */
  readonly takesComment?: boolean;
  readonly act: (client: KeeperClient, signed: Signed) => Promise<{ readonly error?: Schema<"Error"> }>;
  /** When it was done. */
  readonly onDone: () => void;
  readonly operator: Operator;
  readonly onClose: () => void;
  /** To give another token. */
  readonly onToken: () => void;
  /** What it will do, in plain words, and what else there is to choose. */
  readonly children: ComponentChildren;
}

/** Says what will be done, and does it when that is confirmed. What the keeper refuses is said here. */
export function ActionDialog(props: ActionDialogProps) {
  const { title, confirm, isGrave = false, takesComment = true, act, onDone, operator, onClose, onToken, children } = props;
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const comment = String(new FormData(event.currentTarget as HTMLFormElement).get("comment") ?? "").trim();
    setBusy(true);
    const { error } = await act(operatorClient(operator.token), { by: operator.name, comment: comment === "" ? null : comment }).catch(
      () => ({ error: { error: UNREACHABLE } }),
    );
    setBusy(false);
    setRefusal(error === undefined ? null : refusalOf(error.error));
    if (error !== undefined) return;
    onDone();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        {children}
        {takesComment && (
          <label class="field">
            Why (others read it; may be left empty)
            <textarea name="comment" rows={2} maxLength={1000} />
          </label>
        )}
        <p class="soft small">
          You act as <strong>{operator.name}</strong>.{" "}
          <button type="button" class="plain" onClick={onToken}>
            Change
          </button>
        </p>
        <div class="refused" role="alert">
          {refusal !== null && (
            <>
              <strong>{refusal.why}</strong> {refusal.remedy}
              {refusal.wantsToken && (
                <>
                  {" "}
                  <button type="button" class="plain" onClick={onToken}>
                    Enter another token
                  </button>
                </>
              )}
            </>
          )}
        </div>
        <div class="buttons">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class={isGrave ? "danger" : "primary"} disabled={busy}>
            {busy ? "Doing it …" : confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
