/** The arguments of a field that lists entities, as graph-node has them. */
export interface ListArguments {
  readonly first?: number | null;
  readonly skip?: number | null;
  readonly orderBy?: string | null;
  readonly orderDirection?: "asc" | "desc" | null;
  readonly where?: Readonly<Record<string, unknown>> | null;
}

const DEFAULT_FIRST = 100;
const MOST_FIRST = 1_000;
const MOST_SKIP = 5_000;

/** Filters, sorts and cuts `rows`; by id unless something else is said. */
export function list<Row extends Readonly<Record<string, unknown>>>(rows: readonly Row[], args: ListArguments): readonly Row[] {
  const first = args.first ?? DEFAULT_FIRST;
  const skip = args.skip ?? 0;
  if (first < 0 || first > MOST_FIRST)
    throw new Error(`The value of the \`first\` argument must be between 0 and ${MOST_FIRST}, but is ${first}`);
  if (skip < 0 || skip > MOST_SKIP)
    throw new Error(`The value of the \`skip\` argument must be between 0 and ${MOST_SKIP}, but is ${skip}`);
  const direction = args.orderDirection === "desc" ? -1 : 1;
  const key = args.orderBy ?? "id";
  return rows
    .filter((row) => Object.entries(args.where ?? {}).every(([condition, value]) => holds(row, condition, value)))
    .toSorted((a, b) => direction * compare(a[key], b[key]) || compare(a.id, b.id))
    .slice(skip, skip + first);
}

function holds(row: Readonly<Record<string, unknown>>, condition: string, value: unknown): boolean {
  const [, field, operator] = /^(.+?)(?:_(in|gt|gte|lt|lte))?$/.exec(condition) ?? [];
  const own = row[field ?? ""];
  switch (operator) {
    case "in":
      return (value as unknown[]).some((one) => compare(own, one) === 0);
    case "gt":
      return compare(own, value) > 0;
    case "gte":
      return compare(own, value) >= 0;
    case "lt":
      return compare(own, value) < 0;
    case "lte":
      return compare(own, value) <= 0;
    default:
      return compare(own, value) === 0;
  }
}

/** Numbers, also those in text, by value; all else as text. */
function compare(a: unknown, b: unknown): number {
  const [left, right] = [Number(a), Number(b)];
  if (!Number.isNaN(left) && !Number.isNaN(right) && !`${a}`.startsWith("0x")) return left - right;
  return `${a}` < `${b}` ? -1 : `${a}` > `${b}` ? 1 : 0;
}
