/** A simple yearly rate as a fraction: 0.05 is 5 % a year, not compounded. */
export type Apr = number;
/** A compounded yearly rate as a fraction. */
export type Apy = number;
/** A checksummed 20-byte address, "0x…". */
export type Address = string;
/** Unix time in seconds, UTC. */
export type UnixSeconds = number;

export const SECONDS_PER_YEAR = 31_536_000;
export const BPS = 10_000n;
export const WAD = 10n ** 18n;
export const RAY = 10n ** 27n;

/**
 * A fixed-point integer as a floating-point number, for rates, USD figures and charts. It rounds to 53 bits: never turn its result back
 * into an amount that is sent.
 */
export function toFloat(value: bigint, decimals: number): number {
  return Number(value) / 10 ** decimals;
}

export function minBigint(first: bigint, ...rest: bigint[]): bigint {
  return rest.reduce((least, value) => (value < least ? value : least), first);
}

export function maxBigint(first: bigint, ...rest: bigint[]): bigint {
  return rest.reduce((greatest, value) => (value > greatest ? value : greatest), first);
}
