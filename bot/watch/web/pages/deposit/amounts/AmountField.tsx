import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** A field for an amount, with what is wrong with it below, and a button that takes all there is. */
export function AmountField({
  label,
  unit,
  text,
  problem,
  note,
  onType,
  onMax,
  disabled = false,
}: {
  label: string;
  unit: string;
  text: string;
  problem: string | null;
  note?: ComponentChildren;
  onType: (text: string) => void;
  onMax?: (() => void) | undefined;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div class="amount-field">
      <label for={id}>{label}</label>
      <div class="amount-row">
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autocomplete="off"
          spellcheck={false}
          value={text}
          disabled={disabled}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem ${id}-note`}
          onInput={(event) => onType(event.currentTarget.value)}
        />
        <span class="amount-unit">{unit}</span>
        {onMax !== undefined && (
          <button type="button" disabled={disabled} onClick={onMax} aria-label={`Max: ${label}`}>
            Max
          </button>
        )}
      </div>
      <p id={`${id}-problem`} class="amount-problem" role="alert">
        {problem}
      </p>
      <p id={`${id}-note`} class="soft small">
        {note}
      </p>
    </div>
  );
}
