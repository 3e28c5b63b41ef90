import type { ComponentChildren } from "preact";

/** Names and what they are, one beneath the other: for what is looked up rather than compared. */
export function Facts({ facts }: { facts: readonly { readonly name: string; readonly value: ComponentChildren }[] }) {
  return (
    <dl class="facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
