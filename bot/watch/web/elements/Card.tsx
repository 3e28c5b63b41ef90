import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** A part of a page with its heading. */
export function Card({
  title,
  note,
  right,
  children,
}: {
  title: string;
  note?: ComponentChildren;
  right?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <p>{note}</p>}
        {right !== undefined && <div class="right">{right}</div>}
      </header>
      {children}
    </section>
  );
}
