import { UnexpectedAnswerError } from "./errors.ts";

/**
 * The ABI coding of Multicall3's `aggregate3`, and nothing else. A general coder copies the rest of the answer for every element of an array,
 * so its time grows with the square of the calls: 1.2 s of a processor for 100 markets, where this takes milliseconds.
 * Layout: https://docs.soliditylang.org/en/latest/abi-spec.html
 */
export interface Call3 {
  readonly target: string;
  readonly callData: string;
}

export interface Call3Result {
  readonly success: boolean;
  readonly returnData: string;
}

/** `aggregate3((address,bool,bytes)[])`. */
const SELECTOR = "0x82ad56cb";
/** Hexadecimal digits of a word. */
const WORD = 64;
const TRUE = word(1);

/** The data of `aggregate3(calls)`, each call allowed to fail. */
export function encodeAggregate3(calls: readonly Call3[]): string {
  const heads: string[] = [];
  const tails: string[] = [];
  let offset = calls.length * 32;
  for (const { target, callData } of calls) {
    const bytes = (callData.length - 2) / 2;
    const padded = callData.slice(2).padEnd(Math.ceil((bytes * 2) / WORD) * WORD, "0");
    // Target, permission to fail, where the bytes begin, how many, and themselves.
    const tail = `${target.slice(2).toLowerCase().padStart(WORD, "0")}${TRUE}${word(96)}${word(bytes)}${padded}`;
    heads.push(word(offset));
    tails.push(tail);
    offset += tail.length / 2;
  }
  return `${SELECTOR}${word(32)}${word(calls.length)}${heads.join("")}${tails.join("")}`;
}

/** How many bytes one call adds to the data of `aggregate3`. */
export function aggregate3Bytes({ callData }: Call3): number {
  return 5 * 32 + Math.ceil((callData.length - 2) / WORD) * 32;
}

/** The results in `aggregate3`'s answer. Throws `UnexpectedAnswerError` when it is not one for so many calls. */
export function decodeAggregate3(answer: string, calls: number): Call3Result[] {
  const start = 2 + 2 * numberAt(answer, 2);
  if (numberAt(answer, start) !== calls) throw malformed();
  const elements = start + WORD;
  return Array.from({ length: calls }, (_, index) => {
    const element = elements + 2 * numberAt(answer, elements + index * WORD);
    const success = numberAt(answer, element) === 1;
    const bytes = element + 2 * numberAt(answer, element + WORD);
    const length = 2 * numberAt(answer, bytes);
    const returnData = answer.slice(bytes + WORD, bytes + WORD + length);
    if (returnData.length !== length) throw malformed();
    return { success, returnData: `0x${returnData}` };
  });
}

/** The word at a digit as a number: an offset, a length or a boolean, none of which can be large. */
function numberAt(hex: string, at: number): number {
  const value = hex.slice(at, at + WORD);
  // Twelve digits are 256 terabytes; a number of 53 bits holds thirteen.
  if (!/^0{52}[0-9a-f]{12}$/i.test(value)) throw malformed();
  return Number.parseInt(value.slice(-12), 16);
}

function word(value: number): string {
  return value.toString(16).padStart(WORD, "0");
}

function malformed(): UnexpectedAnswerError {
  return new UnexpectedAnswerError("Multicall3", "it is not an array of results");
}
