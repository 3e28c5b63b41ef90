import { z } from "zod";

/** What answers are made of. Amounts are strings of digits: a JSON number would lose their last ones. */

export const amount = z
  .string()
  .regex(/^-?\d{1,78}$/)
  .meta({ description: "An amount in the token's smallest unit, as a decimal string." });
export const wei = z
  .string()
  .regex(/^\d{1,78}$/)
  .meta({ description: "Wei, as a decimal string." });
export const seconds = z.int().meta({
  description: "Unix time in seconds, UTC: 1750000200 is 2025-06-15T15:10:00Z in ISO 8601.",
});
export const horizon = z.int().positive().meta({ description: "A length of time in seconds." });
export const apr = z.number().meta({ description: "A simple yearly rate as a fraction: 0.05 is 5 % a year." });
export const fraction = z.number().meta({ description: "A fraction: 0.05 is 5 %." });
export const bps = z.number().meta({ description: "Basis points: 100 are 1 %." });
export const usd = z.number().meta({ description: "US dollars." });
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .meta({ description: "An address with its checksum." });
export const block = z.int().nonnegative().meta({ description: "A block number." });
export const marketId = z.string().meta({ description: 'A market: "<chainId>:<protocol>:<name>", for example "1:aave-v3:usdc".' });

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: "The `cursor` of the next page; null on the last one." }),
  });
}

/** A list that is whole. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item) });
}
