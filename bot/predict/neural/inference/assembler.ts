/**
 * As much of WebAssembly's binary format (webassembly.github.io/spec/core/binary) as `productModule.ts` needs. A compiler would be a
 * dependency, and a compiled file nobody could read.
 */
export type Code = readonly number[];

type LocalType = "i32" | "v128";

const TYPE_CODES: Readonly<Record<LocalType, number>> = { i32: 0x7f, v128: 0x7b };

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const constant = (value: number): Code => [0x41, ...signed(value)];
export const add = (left: Code, right: Code): Code => [...left, ...right, 0x6a];
export const subtract = (left: Code, right: Code): Code => [...left, ...right, 0x6b];
const lessUnsigned = (left: Code, right: Code): Code => [...left, ...right, 0x49];

/** Does the body again as long as `left` is less than `right` after it. */
export const repeatWhileLess = (body: Code, left: Code, right: Code): Code => [
  ...[0x03, 0x40],
  ...body,
  ...lessUnsigned(left, right),
  ...[0x0d, 0x00],
  0x0b,
];

/** Four floats from the address and `offset` bytes on. */
export const loadFour = (address: Code, offset: number): Code => [...address, ...simd(0x00), ...[0x02, ...unsigned(offset)]];
/** One float, four times. */
export const loadSplat = (address: Code): Code => [...address, ...simd(0x09), ...[0x02, 0x00]];
export const storeFour = (address: Code, offset: number, value: Code): Code => [
  ...address,
  ...value,
  ...simd(0x0b),
  ...[0x02, ...unsigned(offset)],
];
export const addFour = (left: Code, right: Code): Code => [...left, ...right, ...simd(0xe4)];
export const multiplyFour = (left: Code, right: Code): Code => [...left, ...right, ...simd(0xe6)];

export interface WasmFunction {
  readonly name: string;
  /** So many 32-bit integers; the locals are numbered after them. */
  readonly parameters: number;
  readonly locals: readonly LocalType[];
  readonly body: Code;
}

/** A module of functions without results over the memory that is given to it as "env"."memory". */
export function assemble(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const type = ({ parameters }: WasmFunction): Code => [0x60, ...vector(Array(parameters).fill([TYPE_CODES.i32])), 0x00];
  const code = ({ locals, body }: WasmFunction): Code => {
    const declared = vector(locals.map((local) => [0x01, TYPE_CODES[local]]));
    return sized([...declared, ...body, 0x0b]);
  };
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(functions.map(type))),
    ...section(2, vector([[...text("env"), ...text("memory"), 0x02, 0x00, 0x00]])),
    ...section(3, vector(functions.map((_, i) => unsigned(i)))),
    ...section(7, vector(functions.map(({ name }, i) => [...text(name), 0x00, ...unsigned(i)]))),
    ...section(10, vector(functions.map(code))),
  ]);
}

const simd = (operation: number): Code => [0xfd, ...unsigned(operation)];
const section = (id: number, content: Code): Code => [id, ...sized(content)];
const sized = (content: Code): Code => [...unsigned(content.length), ...content];
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (value: string): Code => sized([...new TextEncoder().encode(value)]);

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const rest = value >> 7;
  const low = value & 0x7f;
  const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return done ? [low] : [low | 0x80, ...signed(rest)];
}
