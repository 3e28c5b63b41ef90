import type { Schema } from "../../client/keeperClient.ts";

/** One page of a list, as the API has it. */
interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A list, read as far as was wanted. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** Whether there is no more of it. */
  readonly isWhole: boolean;
}

/** Reads a list page after page, and no further than `mostPages`. */
export async function readPages<Item>(
  ask: (cursor: { readonly cursor?: string }) => Promise<{ readonly data?: Page<Item>; readonly error?: Schema<"Error"> }>,
  mostPages: number,
): Promise<{ readonly data?: Listed<Item>; readonly error?: Schema<"Error"> }> {
  const items: Item[] = [];
  let cursor: { readonly cursor?: string } = {};
  for (let page = 0; page < mostPages; page++) {
    const { data, error } = await ask(cursor);
    if (error !== undefined) return { error };
    items.push(...(data?.items ?? []));
    const next = data?.nextCursor ?? null;
    if (next === null) return { data: { items, isWhole: true } };
    cursor = { cursor: next };
  }
  return { data: { items, isWhole: false } };
}
