import { deflateSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { withPalette } from "../../scripts/screenshots/palette.ts";
import { decodePng, encodePng, type Picture } from "../../scripts/screenshots/png.ts";

const colour = fc.integer({ min: 0, max: 0xffffff });

function pictureOf(width: number, colours: readonly number[]): Picture {
  return { width, height: colours.length / width, colours: Uint32Array.from(colours) };
}

function shownBy({ palette, pixels }: ReturnType<typeof withPalette>): readonly number[] {
  return [...pixels].map((number) => palette[number] as number);
}

const channels = (of: number) => [of >> 16, (of >> 8) & 255, of & 255] as const;

describe("pictures in few colours", () => {
  it("are what they were where they have no more than 256 colours", () => {
    fc.assert(
      fc.property(fc.uniqueArray(colour, { minLength: 1, maxLength: 256 }), fc.infiniteStream(fc.nat()), (own, chosen) => {
        const colours = [...own, ...own.map(() => own[(chosen.next().value as number) % own.length] as number)];
        expect(shownBy(withPalette(pictureOf(2, colours)))).to.deep.equal(colours);
      }),
      { numRuns: 50 },
    );
  });

  it("are close to what they were where they have more, and have no more than 256", () => {
    // All 4,096 colours of four bits a channel, once each: 16 of them to a number, and none further than three of their steps.
    const colours = Array.from({ length: 4096 }, (_, i) => (((i >> 8) & 15) << 20) | (((i >> 4) & 15) << 12) | ((i & 15) << 4));
    const few = withPalette(pictureOf(64, colours));
    expect(few.palette).to.have.lengthOf(256);
    shownBy(few).forEach((shown, i) => {
      const [given, got] = [channels(colours[i] as number), channels(shown)];
      for (let c = 0; c < 3; c++) expect(Math.abs((given[c] as number) - (got[c] as number))).to.be.at.most(3 * 16);
    });
  });
});

describe("PNG files", () => {
  /** Of one filter a row, written by the specification's own words. */
  function filtered(rows: readonly { readonly filter: number; readonly bytes: readonly number[] }[], bytesAPixel: number): Buffer {
    const at = (y: number, x: number) => (x < 0 ? 0 : (rows[y]?.bytes[x] ?? 0));
    return Buffer.from(
      rows.flatMap(({ filter, bytes }, y) => [
        filter,
        ...bytes.map((byte, x) => {
          const [a, b, c] = [at(y, x - bytesAPixel), at(y - 1, x), x < bytesAPixel ? 0 : at(y - 1, x - bytesAPixel)];
          const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
          const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
          return (byte - ([0, a, b, Math.floor((a + b) / 2), paeth][filter] as number) + 512) % 256;
        }),
      ]),
    );
  }

  function fileOf(width: number, height: number, colourType: number, data: Buffer): Buffer {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, colourType], 8);
    const chunk = (type: string, content: Buffer) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(content.length);
      return Buffer.concat([length, Buffer.from(type), content, Buffer.alloc(4)]);
    };
    return Buffer.concat([
      Buffer.from("89504e470d0a1a0a", "hex"),
      chunk("IHDR", header),
      chunk("IDAT", deflateSync(data)),
      chunk("IEND", Buffer.alloc(0)),
    ]);
  }

  it("are read whatever their rows are filtered by, with and without transparency", () => {
    const picture = fc.record({
      alpha: fc.boolean(),
      rows: fc.array(fc.record({ filter: fc.integer({ min: 0, max: 4 }), colours: fc.array(colour, { minLength: 5, maxLength: 5 }) }), {
        minLength: 1,
        maxLength: 6,
      }),
    });
    fc.assert(
      fc.property(picture, ({ alpha, rows }) => {
        const bytes = rows.map(({ filter, colours }) => ({
          filter,
          bytes: colours.flatMap((one) => [...channels(one), ...(alpha ? [255] : [])]),
        }));
        const read = decodePng(fileOf(5, rows.length, alpha ? 6 : 2, filtered(bytes, alpha ? 4 : 3)));
        expect(read).to.deep.include({ width: 5, height: rows.length });
        expect([...read.colours]).to.deep.equal(rows.flatMap(({ colours }) => colours));
      }),
      { numRuns: 100 },
    );
  });

  it("that are written carry their palette and nothing that was not asked for", () => {
    const file = encodePng(withPalette(pictureOf(2, [0x010203, 0x040506, 0x010203, 0x040506])));
    expect(file.indexOf("PLTE")).to.be.above(0);
    expect(() => decodePng(file)).to.throw(RangeError, "RGB or RGBA");
    expect(() => decodePng(Buffer.from("GIF89a..."))).to.throw(RangeError, "no PNG");
  });
});
