import { createHash, type Hash } from "node:crypto";

/** SHA-256, in hexadecimal, over plain data, typed arrays and maps, nested as one likes: other data have another one. */
export function fingerprint(data: unknown): string {
  const hash = createHash("sha256");
  add(hash, data);
  return hash.digest("hex");
}

function add(hash: Hash, data: unknown): void {
  if (ArrayBuffer.isView(data)) {
    hash.update(`${data.constructor.name} ${data.byteLength}:`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  } else if (data instanceof Map) {
    addEntries(hash, "map", [...data]);
  } else if (Array.isArray(data)) {
    hash.update(`list ${data.length}:`);
    for (const one of data) add(hash, one);
  } else if (typeof data === "object" && data !== null) {
    addEntries(hash, "object", Object.entries(data));
  } else {
    const text = String(data);
    hash.update(`${typeof data} ${text.length}:${text};`);
  }
}

/** In the order of their names: it says nothing. */
function addEntries(hash: Hash, kind: string, entries: readonly (readonly [string, unknown])[]): void {
  hash.update(`${kind} ${entries.length}:`);
  for (const [name, value] of entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    add(hash, name);
    add(hash, value);
  }
}
