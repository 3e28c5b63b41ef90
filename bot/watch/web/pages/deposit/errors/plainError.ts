import type { ErrorDescription } from "ethers/abi";
import { shortHex } from "../../../format/names.ts";
import { localTime } from "../../../format/times.ts";
import { shownAmount } from "../amounts/exactAmount.ts";
import { errorsAbi } from "../chain/abi.ts";
import { NoContractError } from "../chain/calls.ts";
import type { Token } from "../chain/vaultReading.ts";
import { nestedErrors } from "../wallet/eip1193.ts";
import { revertData } from "./revertData.ts";

/** What went wrong, and what to do. */
export interface PlainError {
  /** The contract's name of it; null where it is none of the contract's. */
  readonly name: string | null;
  readonly message: string;
  readonly remedy: string;
}

/** What amounts in errors are of. */
export interface Tokens {
  readonly asset: Token;
  readonly share: Token;
}

type Explain = (args: ErrorDescription["args"], tokens: Tokens) => readonly [message: string, remedy: string];

const assets = (amount: unknown, { asset }: Tokens) => `${shownAmount(amount as bigint, asset.decimals, asset.decimals)} ${asset.symbol}`;
const shares = (amount: unknown, { share }: Tokens) => `${shownAmount(amount as bigint, share.decimals, 6)} ${share.symbol}`;
const CHANGED = "The vault changed in the meantime: look at the amount again.";
const GAS = "Leave the gas limit to the wallet's estimate and try again.";
const TELL = "Nothing was changed. If it happens again, tell the operator the name of this error.";

/** Every custom error that a depositor can meet, in plain words. */
const EXPLANATIONS: Readonly<Record<string, Explain>> = {
  ERC4626ExceededMaxDeposit: ([, asked, most], tokens) =>
    most === 0n
      ? ["The vault takes no deposits now.", "The page says why it is closed; withdrawals stay open."]
      : [`The vault takes at most ${assets(most, tokens)} more, and ${assets(asked, tokens)} were asked.`, "Deposit less."],
  ERC4626ExceededMaxMint: ([, , most], tokens) => [`The vault makes at most ${shares(most, tokens)} more.`, "Deposit less."],
  ERC4626ExceededMaxWithdraw: ([, , most], tokens) => [`Your shares are worth ${assets(most, tokens)}, less than was asked.`, CHANGED],
  ERC4626ExceededMaxRedeem: ([, , most], tokens) => [`You have ${shares(most, tokens)}, fewer than was asked.`, CHANGED],
  InsufficientLiquidity: ([asked, there], tokens) => [
    `Of ${assets(asked, tokens)} the vault can pay ${assets(there, tokens)} now: the rest is in markets that cannot, at the loss you accept.`,
    "Withdraw less, accept a loss, or make an adapter pay (below).",
  ],
  ExitLossExceeded: ([loss, most], tokens) => [
    `Leaving would cost ${assets(loss, tokens)}, more than the ${assets(most, tokens)} you accept.`,
    "Accept a greater loss, withdraw less, or wait.",
  ],
  NotWithdrawable: ([asked, there], tokens) => [
    `The market pays ${assets(there, tokens)} now, and ${assets(asked, tokens)} were asked.`,
    "Ask for less, or choose another market.",
  ],
  AdapterNotEnabled: ([adapter]) => [`The market of ${shortHex(String(adapter))} is none of the vault's any more.`, "Choose another."],
  AdapterUnreadable: ([adapter]) => [
    `The market of ${shortHex(String(adapter))} cannot say what its position is worth, so a loss could not be seen.`,
    "Set the loss you accept to 0 %, or choose another market.",
  ],
  EmptyMove: () => ["Nothing was asked of the market.", "Write an amount above zero."],
  AssetsNotReceived: ([sent, arrived], tokens) => [
    `${assets(sent, tokens)} were sent and ${assets(arrived, tokens)} arrived: the token takes a fee on transfers, which the vault refuses.`,
    "The vault cannot take this token. Nothing was changed.",
  ],
  ReentrantCall: () => ["The vault is in the middle of another call.", "Try again in the next block."],
  InsufficientGas: () => ["The gas limit is too low: each market has to be offered enough to answer.", GAS],
  ERC20InsufficientBalance: () => ["The account has less than this takes, of the token or of shares.", CHANGED],
  ERC20InsufficientAllowance: ([, allowed], tokens) => [
    `The vault may take ${assets(allowed, tokens)} only.`,
    "Allow it the amount first: the page asks for that as the first step.",
  ],
  ERC2612ExpiredSignature: ([deadline]) => [
    `The permit was good until ${localTime(Number(deadline))} and is used too late.`,
    "Start again and sign a new one.",
  ],
  ERC2612InvalidSigner: () => [
    "The permit is not signed by the account that deposits.",
    "Was the account changed in the wallet? Start again, or choose approval.",
  ],
  InvalidAccountNonce: () => ["The permit was used already, or another one before it.", "Start again and sign a new one."],
  ECDSAInvalidSignature: () => ["The wallet's signature is not valid.", "Choose approval instead of a permit."],
  SafeERC20FailedOperation: ([token]) => [
    `The token ${shortHex(String(token))} refuses the transfer.`,
    "Does the balance cover it, is the token paused, or the account blocked by its issuer?",
  ],
  SafeCastOverflowedUintDowncast: () => ["The amount is larger than the vault can count.", "Use a smaller amount."],
  LossBudgetExceeded: () => ["The market has lost as much as its adapter accepts for now.", "Ask for less, or choose another market."],
  PriceUnusable: () => ["A price feed that the market is valued by is out of order.", "Try again later, or choose another market."],
  PoolLocked: () => ["The market's pool is in the middle of another call.", "Try again in the next block."],
  OutOfRange: () => [
    "The price in the market's pool is too far from its oracle's to trade at.",
    "Try again later, or choose another market.",
  ],
  Unhealthy: () => ["The market reports that something is wrong with it.", "Try again later, or choose another market."],
};

/** Strings that tokens before custom errors revert with, and their meaning: USDC's, and OpenZeppelin's of old. */
const STRINGS: readonly { readonly pattern: RegExp; readonly message: string; readonly remedy: string }[] = [
  { pattern: /exceeds balance/i, message: "The balance does not cover it.", remedy: CHANGED },
  { pattern: /exceeds allowance/i, message: "The vault may not take so much yet.", remedy: "Allow it the amount first: the first step." },
  { pattern: /blacklist/i, message: "The token's issuer has blocked this account.", remedy: "Only the issuer can say why." },
  { pattern: /paused/i, message: "The token is paused by its issuer.", remedy: "Try again when it is not." },
  { pattern: /permit is expired/i, message: "The permit is used too late.", remedy: "Start again and sign a new one." },
  { pattern: /invalid signature/i, message: "The token does not accept the signature.", remedy: "Start again, or choose approval." },
];

/** Why a call or a transaction did not happen, in words for whoever asked for it. The person's own no is no error: ask `isUserRejection`. */
export function plainError(error: unknown, tokens: Tokens): PlainError {
  const data = revertData(error);
  if (data !== null) return plainRevert(data, tokens);
  if (error instanceof NoContractError) {
    return { name: null, message: error.message, remedy: "Is the wallet's network the right one, and its node up to date?" };
  }
  const messages = nestedErrors(error).flatMap(({ message }) => (typeof message === "string" ? [message] : []));
  if (messages.some((message) => /insufficient funds|enough funds/i.test(message))) {
    return { name: null, message: "The account cannot pay for the gas.", remedy: "Send it some of the network's own coin first." };
  }
  const known = STRINGS.find(({ pattern }) => messages.some((message) => pattern.test(message)));
  if (known !== undefined) return { name: null, message: known.message, remedy: known.remedy };
  return { name: null, message: `The wallet says: ${messages[0] ?? String(error)}`, remedy: "Nothing was sent. Try again." };
}

/** The same of what the contract answered. */
export function plainRevert(data: string, tokens: Tokens): PlainError {
  const parsed = parse(data);
  if (parsed === null) {
    return { name: data.slice(0, 10), message: `The contract refuses with an unknown error, ${data.slice(0, 10)}.`, remedy: TELL };
  }
  const { name, args } = parsed;
  if (name === "Error") {
    const text = String(args[0]);
    const known = STRINGS.find(({ pattern }) => pattern.test(text));
    return known === undefined
      ? { name, message: `The contract refuses: ${text}`, remedy: "Nothing was changed." }
      : { name, message: known.message, remedy: known.remedy };
  }
  if (name === "Panic") return { name, message: `The contract failed in itself (panic ${args[0]}).`, remedy: TELL };
  const explain = EXPLANATIONS[name];
  if (explain === undefined) return { name, message: `The contract refuses: ${named(parsed)}.`, remedy: TELL };
  const [message, remedy] = explain(args, tokens);
  return { name, message, remedy };
}

/** The names that have words of their own. */
export const EXPLAINED_ERRORS = Object.keys(EXPLANATIONS);

function parse(data: string): ErrorDescription | null {
  try {
    return errorsAbi.parseError(data);
  } catch {
    // Four bytes that match an error, and arguments that do not.
    return null;
  }
}

function named({ name, fragment, args }: ErrorDescription): string {
  const values = fragment.inputs.map((input, index) => `${input.name} ${String(args[index])}`);
  return values.length === 0 ? name : `${name} (${values.join(", ")})`;
}
