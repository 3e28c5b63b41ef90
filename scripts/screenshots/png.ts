import { crc32, deflateSync, inflateSync } from "node:zlib";

/** A picture of 24-bit colours, 0xRRGGBB, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly colours: Uint32Array;
}

/** A picture whose pixels name one of at most 256 colours. */
export interface PalettePicture {
  readonly width: number;
  readonly height: number;
  readonly palette: Uint32Array;
  readonly pixels: Uint8Array;
}

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 };
const PALETTE = 3;

/** Reads what browsers write: 8 bits a channel, not interlaced. What is transparent is taken for opaque. https://www.w3.org/TR/png-3/ */
export function decodePng(file: Buffer): Picture {
  const chunks = chunksOf(file);
  const header = chunks.find(({ type }) => type === "IHDR")?.data;
  const channels = CHANNELS[header?.[9] ?? -1];
  if (header === undefined || channels === undefined || header[8] !== 8 || header[12] !== 0) {
    throw new RangeError("only PNG files of 8 bits a channel, RGB or RGBA, not interlaced, can be read");
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data)));
  const stride = width * channels;
  const bytes = unfiltered(rows, height, stride, channels);
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; i++) {
    const at = i * channels;
    colours[i] = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
  }
  return { width, height, colours };
}

export function encodePng({ width, height, palette, pixels }: PalettePicture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = PALETTE;
  const rows = Buffer.alloc(height * (width + 1));
  // The first byte of a row says how it is filtered: colours by number are best left as they are.
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const colours = Buffer.from([...palette].flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunksOf(file: Buffer): readonly { readonly type: string; readonly data: Buffer }[] {
  if (!file.subarray(0, 8).equals(SIGNATURE)) throw new RangeError("that is no PNG file");
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    chunks.push({ type: file.toString("latin1", at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** Undoes what each row was predicted by: its left, upper and upper left neighbours. */
function unfiltered(rows: Uint8Array, height: number, stride: number, channels: number): Uint8Array {
  const bytes = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)] as number;
    const row = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? (bytes[row + x - channels] as number) : 0;
      const above = y > 0 ? (bytes[row - stride + x] as number) : 0;
      const corner = x >= channels && y > 0 ? (bytes[row - stride + x - channels] as number) : 0;
      bytes[row + x] = (rows[y * (stride + 1) + 1 + x] as number) + predicted(filter, left, above, corner);
    }
  }
  return bytes;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    default:
      return paeth(left, above, corner);
  }
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
