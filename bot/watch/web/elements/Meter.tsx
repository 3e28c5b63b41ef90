import type { Tone } from "./tone.ts";

/** How much of something is used: a fraction, drawn, and in words for who does not see it. */
export function Meter({ label, fraction, tone = "good" }: { label: string; fraction: number; tone?: Tone }) {
  const shown = Math.min(1, Math.max(0, fraction)) * 100;
  return (
    <>
      <span class={`meter ${tone}`} aria-hidden="true">
        <span style={{ width: `${shown}%` }} />
      </span>
      <span class="visually-hidden">
        {label}: {Math.round(shown)} %
      </span>
    </>
  );
}
