import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ActionDialog, type ActionDialogProps } from "./ActionDialog.tsx";
import { OperatorToken } from "./OperatorToken.tsx";
import { knownOperator } from "./operator.ts";
import { useOperator } from "./useOperator.ts";

type Step = "closed" | "token" | "confirm";

/** A button to something an operator may do: asks for the token where it is not known, and then whether it is meant. */
export function Action({
  label,
  children,
  ...dialog
}: { label: string; children: ComponentChildren } & Omit<ActionDialogProps, "operator" | "onClose" | "onToken" | "children">) {
  const operator = useOperator();
  const [step, setStep] = useState<Step>("closed");
  const goOn = () => setStep(knownOperator() === null ? "closed" : "confirm");
  return (
    <>
      <button
        type="button"
        class={dialog.isGrave === true ? "danger" : ""}
        onClick={() => setStep(knownOperator() === null ? "token" : "confirm")}
      >
        {label}
      </button>
      {step === "token" && <OperatorToken onClose={goOn} />}
      {step === "confirm" && operator !== null && (
        <ActionDialog {...dialog} operator={operator} onClose={() => setStep("closed")} onToken={() => setStep("token")}>
          {children}
        </ActionDialog>
      )}
    </>
  );
}
