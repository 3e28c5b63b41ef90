import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { nextOrder, type OrderKey, orderRows, type TableOrder } from "./tableOrder.ts";

/** A column: what it is called, and what it shows of a row. */
export interface Column<Row> {
  readonly name: string;
  /** Figures stand at the right. */
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
  /** What rows can be ordered by here; without it the column is not for that. */
  readonly orderBy?: (row: Row) => OrderKey;
}

/** Rows under their names; scrolls by itself where it is too narrow, reachable by keyboard. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
}) {
  const [order, setOrder] = useState<TableOrder | null>(null);
  const keyOf = columns.find(({ name }) => name === order?.column)?.orderBy;
  const shown = order === null || keyOf === undefined ? rows : orderRows(rows, keyOf, order.descending);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable without a mouse
    <section class="table-frame" aria-label={label} tabIndex={0}>
      <table class="data">
        <caption class="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.name} column={column} order={order} setOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ name, isNumber, cell }) => (
                <td key={name} class={isNumber === true ? "number" : ""}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Heading<Row>({
  column: { name, isNumber = false, orderBy },
  order,
  setOrder,
}: {
  column: Column<Row>;
  order: TableOrder | null;
  setOrder: (order: TableOrder | null) => void;
}) {
  const className = isNumber ? "number" : "";
  if (orderBy === undefined) {
    return (
      <th scope="col" class={className}>
        {name}
      </th>
    );
  }
  const own = order?.column === name ? order : null;
  return (
    <th scope="col" class={className} aria-sort={own === null ? "none" : own.descending ? "descending" : "ascending"}>
      <button type="button" class="order" onClick={() => setOrder(nextOrder(order, name, isNumber))}>
        {name}
        <span aria-hidden="true">{own === null ? "↕" : own.descending ? "↓" : "↑"}</span>
      </button>
    </th>
  );
}
