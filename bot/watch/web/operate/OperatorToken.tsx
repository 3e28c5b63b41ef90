import { useState } from "preact/hooks";
import { Dialog } from "../elements/Dialog.tsx";
import { becomeOperator, forgetToken, knownName } from "./operator.ts";
import { tokenProblem } from "./tokenProblem.ts";
import { useOperator } from "./useOperator.ts";

/** Asks who acts, and for the token that lets them. */
export function OperatorToken({ onClose }: { onClose: () => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const token = String(given.get("token")).trim();
    const name = String(given.get("name")).trim();
    const wrong = name === "" ? "Say who you are." : tokenProblem(token);
    setProblem(wrong);
    if (wrong !== null) return;
    becomeOperator({ name, token });
    onClose();
  };
  return (
    <Dialog title="Who acts?" onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <p class="soft small">
          Reading takes no token; acting does. It is the <code>KEEPER_API_TOKEN</code> of the process behind this page. It stays in this tab
          alone, until the tab is closed or you have it forgotten.
        </p>
        <label class="field">
          Your name, as others know you
          <input name="name" type="text" required maxLength={100} autocomplete="name" defaultValue={knownName()} />
        </label>
        <label class="field">
          Operator’s token
          <input name="token" type="password" required autocomplete="off" spellcheck={false} />
        </label>
        <p class="refused" role="alert">
          {problem}
        </p>
        <div class="buttons">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary">
            Use this token
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Says who acts, with the way to change that. */
export function OperatorLine() {
  const operator = useOperator();
  const [asks, setAsks] = useState(false);
  return (
    <p class="soft small operator-line">
      {operator === null ? (
        "Acting takes the operator’s token. "
      ) : (
        <>
          You act as <strong>{operator.name}</strong>.{" "}
        </>
      )}
      <button type="button" class="plain" onClick={() => setAsks(true)}>
        {operator === null ? "Enter it" : "Change"}
      </button>
      {operator !== null && (
        <>
          {" · "}
          <button type="button" class="plain" onClick={forgetToken}>
            Forget the token
          </button>
        </>
      )}
      {asks && <OperatorToken onClose={() => setAsks(false)} />}
    </p>
  );
}
