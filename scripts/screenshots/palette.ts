import type { PalettePicture, Picture } from "./png.ts";

const MOST_COLOURS = 256;
const SHIFTS = [16, 8, 0] as const;

/** Colours of a picture that become one, with how many pixels have each. */
interface Box {
  readonly colours: readonly Counted[];
  /** By how much it would gain from being divided: pixels times the square of its longest edge. */
  readonly spread: number;
  /** The channel of that edge. */
  readonly shift: number;
}

interface Counted {
  readonly colour: number;
  readonly pixels: number;
}

/**
 * The picture in at most 256 colours: its own where it has no more, as pages mostly do; else by median cut (Heckbert 1982), which divides the box
 * of colours that is worst off at the middle of its pixels until there are enough, and takes the mean of each.
 */
export function withPalette({ width, height, colours }: Picture): PalettePicture {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const boxes = divided([...counts].map(([colour, pixels]) => ({ colour, pixels })));
  const numberOf = new Map(boxes.flatMap((box, number) => box.colours.map(({ colour }) => [colour, number] as const)));
  return {
    width,
    height,
    palette: Uint32Array.from(boxes, meanOf),
    pixels: Uint8Array.from(colours, (colour) => numberOf.get(colour) ?? 0),
  };
}

function divided(all: readonly Counted[]): readonly Box[] {
  const boxes = [boxOf(all)];
  while (boxes.length < MOST_COLOURS) {
    const worst = boxes.reduce((first, other) => (other.spread > first.spread ? other : first));
    if (worst.spread === 0) break;
    boxes.splice(boxes.indexOf(worst), 1, ...halves(worst));
  }
  return boxes;
}

function boxOf(colours: readonly Counted[]): Box {
  const edges = SHIFTS.map((shift) => {
    const values = colours.map(({ colour }) => channel(colour, shift));
    return { shift, length: values.reduce((a, b) => Math.max(a, b), 0) - values.reduce((a, b) => Math.min(a, b), 255) };
  });
  const longest = edges.reduce((first, other) => (other.length > first.length ? other : first));
  const pixels = colours.reduce((sum, one) => sum + one.pixels, 0);
  return { colours, spread: pixels * longest.length ** 2, shift: longest.shift };
}

function halves({ colours, shift }: Box): readonly [Box, Box] {
  const sorted = colours.toSorted((a, b) => channel(a.colour, shift) - channel(b.colour, shift));
  const half = sorted.reduce((sum, { pixels }) => sum + pixels, 0) / 2;
  let passed = 0;
  const middle = sorted.findIndex(({ pixels }) => {
    passed += pixels;
    return passed >= half;
  });
  // Both have something.
  const cut = Math.min(sorted.length - 1, Math.max(1, middle));
  return [boxOf(sorted.slice(0, cut)), boxOf(sorted.slice(cut))];
}

function meanOf({ colours }: Box): number {
  const pixels = colours.reduce((sum, one) => sum + one.pixels, 0);
  return SHIFTS.reduce<number>((mean, shift) => {
    const sum = colours.reduce((total, one) => total + channel(one.colour, shift) * one.pixels, 0);
    return mean | (Math.round(sum / pixels) << shift);
  }, 0);
}

function channel(colour: number, shift: number): number {
  return (colour >> shift) & 255;
}
