/** What rows are ordered by: numbers, or texts; null where it is not known. */
export type OrderKey = number | string | null;

/** Which column a table is ordered by, and which way. */
export interface TableOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** Rows by their keys; those without one come last either way, and rows of one key stay as they were. */
export function orderRows<Row>(rows: readonly Row[], keyOf: (row: Row) => OrderKey, descending: boolean): readonly Row[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return one === other ? 0 : one < other ? -sign : sign;
  });
}

/** What choosing a column leads to: its own way first (figures begin with the largest), then the other one, then the order rows came in. */
export function nextOrder(order: TableOrder | null, column: string, descendsFirst: boolean): TableOrder | null {
  if (order?.column !== column) return { column, descending: descendsFirst };
  return order.descending === descendsFirst ? { column, descending: !descendsFirst } : null;
}
