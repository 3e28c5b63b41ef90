import { z } from "zod";
import type { Page, PageKey, PageQuery } from "../../store/page.ts";
import { ApiError } from "./errors.ts";
import { toWire, type Wire } from "./wire.ts";

/** What one part of a key is. */
const PARTS = {
  number: z.int().nonnegative(),
  text: z
    .string()
    .max(400)
    .regex(/^[ -~]*$/),
};

/** The kinds of a list's keys, in their order. */
export type KeyShape = readonly (keyof typeof PARTS)[];

/**
 * The page a request asks for.
 * @throws {ApiError} when the cursor is none that this list has given.
 */
export function pageAskedFor(
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  shape: KeyShape,
): PageQuery {
  return { limit, after: cursor === undefined ? null : decodeCursor(cursor, shape) };
}

/** A page with the cursor of the next one. */
export function pageAnswer<Item>({ items, next }: Page<Item>): { items: Wire<readonly Item[]>; nextCursor: string | null } {
  return { items: toWire(items), nextCursor: cursorOf(next) };
}

/** The cursor of the page that begins after this key; null after the last one. */
export function cursorOf(next: PageKey | null): string | null {
  return next === null ? null : Buffer.from(JSON.stringify(next)).toString("base64url");
}

function decodeCursor(cursor: string, shape: KeyShape): PageKey {
  const parts: unknown = jsonOf(Buffer.from(cursor, "base64url").toString());
  const isKey =
    Array.isArray(parts) && parts.length === shape.length && shape.every((kind, place) => PARTS[kind].safeParse(parts[place]).success);
  if (isKey) return parts as unknown as PageKey;
  throw new ApiError(400, "InvalidCursor", "The cursor is none of this list", "Pass `nextCursor` of the page before as it was given.");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
