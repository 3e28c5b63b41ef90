import { z } from "zod";
import { decodeTransaction, type SignedTransaction } from "./bundle.ts";
import { invalidParams } from "./rpcError.ts";

/** https://docs.flashbots.net/flashbots-auction/advanced/rpc-endpoint: at most so many transactions and bytes in a bundle. */
const MAX_TRANSACTIONS = 100;
const MAX_BUNDLE_BYTES = 300_000;

const HEX_DIGITS_PER_BYTE = 2;

/** The library sends some block numbers as numbers where the documentation wants hexadecimal text. */
const blockNumber = z
  .union([z.string().regex(/^0x[0-9a-fA-F]+$/), z.int().nonnegative()], { error: "no block number in hexadecimal" })
  .transform(Number)
  .refine(Number.isSafeInteger, "too large a block number");
const hash = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "no hash")
  .transform((text) => text.toLowerCase());
const seconds = z
  .int()
  .nonnegative()
  .nullish()
  .transform((value) => value ?? null);
const transaction = z.string().transform((raw, context): SignedTransaction => {
  try {
    return decodeTransaction(raw);
  } catch (error) {
    context.addIssue(`no transaction: ${(error as Error).message}`);
    return z.NEVER;
  }
});
const transactions = z
  .array(z.string())
  .min(1, "an empty bundle")
  .max(MAX_TRANSACTIONS, `more than ${MAX_TRANSACTIONS} transactions`)
  .refine((raws) => raws.join("").length <= MAX_BUNDLE_BYTES * HEX_DIGITS_PER_BYTE, `more than ${MAX_BUNDLE_BYTES} bytes`)
  .pipe(z.array(transaction));

export const sendBundleParams = z.object({
  txs: transactions,
  blockNumber,
  minTimestamp: seconds,
  // Zero is what some clients send for no bound.
  maxTimestamp: seconds.transform((value) => (value === 0 ? null : value)),
  revertingTxHashes: z.array(hash).nullish(),
  replacementUuid: z.string().min(1).nullish(),
});

export const callBundleParams = z.object({
  txs: transactions,
  blockNumber,
  stateBlockNumber: z
    .union([z.enum(["latest", "pending"]), z.string().regex(/^0x[0-9a-fA-F]+$/)], { error: "neither a block number nor latest or pending" })
    .default("latest"),
  timestamp: seconds,
});

export const cancelBundleParams = z.object({ replacementUuid: z.string().min(1) });

export const sendPrivateTransactionParams = z.object({
  tx: transaction,
  maxBlockNumber: blockNumber.nullish(),
  preferences: z.looseObject({}).nullish(),
});

export const cancelPrivateTransactionParams = z.object({ txHash: hash });

export const bundleStatsParams = z.object({ bundleHash: hash, blockNumber });

export const userStatsParams = z.object({ blockNumber });

/**
 * The one object in a call's parameters.
 * @throws RelayRpcError naming what does not fit.
 */
export function readParams<T>(schema: z.ZodType<T>, params: unknown): T {
  const parsed = z.tuple([schema]).safeParse(params);
  if (parsed.success) return parsed.data[0] as T;
  const [issue] = parsed.error.issues;
  throw invalidParams(`invalid params: ${issue?.path.slice(1).join(".") || "the list"}: ${issue?.message}`);
}
