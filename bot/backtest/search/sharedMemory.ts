/**
 * The same plain data with every typed array in memory that all threads see: posting it to a thread copies no column. What is in it twice is
 * copied once.
 */
export function inSharedMemory<Data>(data: Data): Data {
  return share(data, new Map()) as Data;
}

type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array;

function share(data: unknown, known: Map<object, unknown>): unknown {
  if (typeof data !== "object" || data === null) return data;
  const before = known.get(data);
  if (before !== undefined) return before;
  const copy = copyOf(data, known);
  known.set(data, copy);
  return copy;
}

function copyOf(data: object, known: Map<object, unknown>): unknown {
  if (ArrayBuffer.isView(data)) return sharedArray(data as TypedArray);
  if (data instanceof Map) return new Map([...data].map(([key, value]) => [key, share(value, known)]));
  if (Array.isArray(data)) return data.map((one) => share(one, known));
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, share(value, known)]));
}

function sharedArray(values: TypedArray): TypedArray {
  const columns = values.constructor as new (buffer: SharedArrayBuffer) => TypedArray;
  const copy = new columns(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
