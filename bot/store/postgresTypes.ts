import { type CustomTypesConfig, types } from "pg";

const INT8 = types.builtins.INT8;
const NUMERIC = types.builtins.NUMERIC;

/**
 * How PostgreSQL's numbers become ours, for our own connections only (the driver's global table stays as it is):
 * int8 (block numbers, unix seconds, nonces, counts) is a `number` and throws beyond 2^53 − 1 instead of rounding;
 * numeric, which the schema uses only as numeric(78,0) for token amounts and wei, is a `bigint` and throws on a fraction.
 */
export const postgresTypes: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === INT8) return parseSafeInteger;
    if (oid === NUMERIC) return BigInt;
    return format === "binary" ? types.getTypeParser(oid, "binary") : types.getTypeParser(oid, "text");
  }) as CustomTypesConfig["getTypeParser"],
};

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the database holds ${text} where a safe integer was expected`);
  return value;
}
