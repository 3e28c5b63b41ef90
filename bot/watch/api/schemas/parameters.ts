import { getAddress } from "ethers";
import { z } from "zod";
import type { VaultKey } from "../../../store/decisions.ts";

/** What requests may say. Everything is printable ASCII of bounded length: PostgreSQL takes no NUL, and names hold nothing else. */

export const MOST_ITEMS = 500;
const DEFAULT_ITEMS = 100;
const LAST_SECOND = 99_999_999_999;
const MOST_DAYS = 366;

const name = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[!-~]+$/);

/** What the database numbers rows with. */
const rowId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const time = z.coerce.number().int().min(0).max(LAST_SECOND);

export const paging = {
  cursor: z
    .string()
    .min(1)
    .max(800)
    .regex(/^[\w-]+$/)
    .optional()
    .meta({ description: "`nextCursor` of the page before; without it the first page." }),
  limit: z.coerce.number().int().min(1).max(MOST_ITEMS).default(DEFAULT_ITEMS).meta({ description: "How many items at most." }),
};

const times = {
  from: time.default(0).meta({ description: "Unix seconds: only what is of this time or later." }),
  to: time.default(LAST_SECOND).meta({ description: "Unix seconds: only what is before this time." }),
};

/** A query about a time, which begins before it ends. */
export function withinTime<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ ...times, ...shape }).refine(
    (query) => {
      const { from, to } = query as { readonly from: number; readonly to: number };
      return from <= to;
    },
    { path: ["to"], error: "it must not be before `from`" },
  );
}

export const since = time.default(0).meta({ description: "Unix seconds: only what is of this time or later." });

export const resolution = z
  .enum(["raw", "hour", "day"])
  .default("raw")
  .meta({ description: "Everything, or one item an hour or a day (UTC)." });

export const ruleName = name(100).meta({ description: "A rule's name, for example `data-gap`." });
export const model = name(100).meta({ description: "A model's name." });
export const origin = name(100)
  .default("rollup")
  .meta({ description: 'With hour and day: whose figures; "rollup" are those of our own observations.' });
export const horizonSeconds = z.coerce
  .number()
  .int()
  .min(1)
  .max(LAST_SECOND)
  .meta({ description: "How far a forecast looks, in seconds." });

/** Nothing may be asked. */
export const nothing = z.strictObject({});

export const vaultPath = z.strictObject({
  vaultId: z
    .string()
    .regex(/^[1-9]\d{0,14}:0x[0-9a-fA-F]{40}$/)
    .meta({ description: '"<chainId>:<address>", for example "1:0x5FbDB2315678afecb367f032d93F642f64180aa3".' }),
});

const marketName = name(200);
export const marketPath = z.strictObject({ marketId: marketName.meta({ description: 'For example "1:aave-v3:usdc".' }) });
export const marketId = marketName.optional().meta({ description: "Only what is of this market; of every one without it." });

export const decisionPath = z.strictObject({
  decisionId: name(200).meta({ description: '"<vault>@<block>/<strategy>", with the slash as %2F.' }),
});

export const backtestPath = z.strictObject({
  backtestId: rowId.meta({ description: "The `id` of a kept backtest." }),
});

export const days = (usual: number) =>
  z.coerce.number().int().min(1).max(MOST_DAYS).default(usual).meta({ description: "Only what is of so many days until now." });

export const alertPath = z.strictObject({ alertId: rowId });
export const silencePath = z.strictObject({ silenceId: rowId });

/** The name of a vault in paths. */
export function vaultId({ chainId, vault }: VaultKey): string {
  return `${chainId}:${vault}`;
}

export function vaultKeyOf(id: string): VaultKey {
  const colon = id.indexOf(":");
  return { chainId: Number(id.slice(0, colon)), vault: getAddress(id.slice(colon + 1).toLowerCase()) };
}
