/** A browser wallet as a page meets it: EIP-1193. */
export interface Eip1193Provider {
  request(asked: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>;
  on?(event: string, listener: (payload: unknown) => void): unknown;
  removeListener?(event: string, listener: (payload: unknown) => void): unknown;
}

/** Codes of EIP-1193 and of EIP-3326. */
const USER_REJECTED = 4001;
const UNKNOWN_CHAIN = 4902;
/** What ethers calls a rejection; some wallets answer through it. */
const ACTION_REJECTED = "ACTION_REJECTED";
/** A request of the same kind waits in the wallet already: EIP-1474's "resource unavailable". */
const ALREADY_ASKED = -32_002;

/** Whether the person said no, which is no error. */
export function isUserRejection(error: unknown): boolean {
  return hasCode(error, (code) => code === USER_REJECTED || code === ACTION_REJECTED);
}

export function isUnknownChain(error: unknown): boolean {
  return hasCode(error, (code) => code === UNKNOWN_CHAIN);
}

export function isAlreadyAsked(error: unknown): boolean {
  return hasCode(error, (code) => code === ALREADY_ASKED);
}

/** Wallets wrap what their node or their mobile half says, each in its own way: an error, and those inside it. */
export function nestedErrors(error: unknown): readonly Readonly<Record<string, unknown>>[] {
  const found: Readonly<Record<string, unknown>>[] = [];
  const visit = (value: unknown, depth: number) => {
    if (typeof value !== "object" || value === null || depth > 5) return;
    const record = value as Readonly<Record<string, unknown>>;
    if (found.includes(record)) return;
    found.push(record);
    for (const key of ["data", "error", "originalError", "cause", "info"]) visit(record[key], depth + 1);
  };
  visit(error, 0);
  return found;
}

function hasCode(error: unknown, isIt: (code: unknown) => boolean): boolean {
  return nestedErrors(error).some(({ code }) => isIt(code));
}
