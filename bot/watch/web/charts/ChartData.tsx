import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** Of more rows a table shows so many, evenly taken: the last one always. */
const MOST_ROWS = 200;

/** What a chart draws, as a table, made when it is asked for. */
export function ChartData({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: readonly string[];
  rows: readonly (readonly ComponentChildren[])[];
}) {
  const [open, setOpen] = useState(false);
  const step = Math.ceil(rows.length / MOST_ROWS);
  const shown = open ? rows.filter((_, index) => (rows.length - 1 - index) % step === 0) : [];
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Data{step > 1 ? `, every ${step}th of ${rows.length.toLocaleString("en-US")} rows` : ""}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable without a mouse */}
      <section class="table-frame" aria-label={`Data of: ${label}`} tabIndex={0}>
        <table class="data">
          <thead>
            <tr>
              {columns.map((name, index) => (
                <th key={name} scope="col" class={index === 0 ? "" : "number"}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((cells, row) => (
              <tr key={row}>
                {cells.map((cell, index) => (
                  <td key={columns[index]} class={index === 0 ? "" : "number"}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
