import type { ComponentChildren } from "preact";

/** Figures side by side. */
export function Stats({ children }: { children: ComponentChildren }) {
  return <dl class="stats">{children}</dl>;
}

/** A figure with its unit, and what is to be known of it. */
export function Stat({
  name,
  unit,
  note,
  children,
}: {
  name: string;
  unit?: string | undefined;
  note?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <div class="stat">
      <dt>{name}</dt>
      <dd>
        <span class="figure">{children}</span> {unit !== undefined && <span class="unit">{unit}</span>}
        {note !== undefined && <div class="note">{note}</div>}
      </dd>
    </div>
  );
}
