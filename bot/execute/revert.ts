import { type ErrorDescription, type Interface, type ParamType, toUtf8String } from "ethers";
import { addressBooks } from "../config/addressBook.ts";
import { riskNames } from "../config/riskNames.ts";
import { STATUSES } from "../core/vaultState.ts";

/** Looked up when it is needed: the configuration may add books. */
function riskName(riskId: string): string | undefined {
  for (const book of addressBooks.values()) {
    const name = riskNames(book).get(riskId);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Why a call reverted. */
export interface Revert {
  /** The error's Solidity name ("Error" and "Panic" for the built-in ones); null when the data names none that is known. */
  readonly errorName: string | null;
  /** Name and arguments in words. */
  readonly reason: string;
}

/** Revert data in words, by the error ABI of the contracts involved; `Error(string)` and `Panic(uint256)` are always known. */
export function describeRevert(data: string | null, errors: Interface): Revert {
  if (data === null || data === "0x") return { errorName: null, reason: "reverted without giving a reason" };
  const error = parse(data, errors);
  if (!error) return { errorName: null, reason: `reverted with an unknown error ${data.slice(0, 10)} (data ${data})` };
  if (error.name === "Error") return { errorName: "Error", reason: `reverted: ${error.args[0]}` };
  if (error.name === "Panic") return { errorName: "Panic", reason: `panicked: ${panicMeaning(error.args[0])}` };
  return { errorName: error.name, reason: inWords(error) };
}

function parse(data: string, errors: Interface): ErrorDescription | null {
  try {
    return errors.parseError(data);
  } catch {
    // Four bytes that match an error, and arguments that do not.
    return null;
  }
}

function inWords(error: ErrorDescription): string {
  const argumentsInWords = error.fragment.inputs.map((input, index) => {
    const value = valueText(input, error.args[index]);
    return input.name ? `${input.name} ${value}` : value;
  });
  return argumentsInWords.length === 0 ? error.name : `${error.name} (${argumentsInWords.join(", ")})`;
}

function valueText({ name, type }: ParamType, value: unknown): string {
  if (name === "status") return STATUSES[Number(value)] ?? String(value);
  if (name === "riskId") return riskName(String(value)) ?? String(value);
  return type === "bytes32" ? shortText(String(value)) : String(value);
}

/** The adapters' health reasons are ASCII in a bytes32; anything else, a role for example, stays hexadecimal. */
function shortText(bytes32: string): string {
  const text = /^0x((?:[2-7][0-9a-f])+)(?:00)*$/.exec(bytes32)?.[1];
  return text ? toUtf8String(`0x${text}`) : bytes32;
}

/** The codes of the Solidity documentation, "Panic via assert and Error via require". */
function panicMeaning(code: bigint): string {
  const meanings: Record<string, string> = {
    "1": "an assertion failed",
    "17": "an arithmetic operation overflowed",
    "18": "division by zero",
    "33": "a value outside its enumeration",
    "34": "wrongly encoded storage",
    "49": "pop of an empty array",
    "50": "an index out of bounds",
    "65": "too much memory allocated",
    "81": "a call of an uninitialised function",
  };
  return `${meanings[String(code)] ?? "unknown cause"} (code ${code})`;
}
