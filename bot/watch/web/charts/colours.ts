/** Names of the colours that tell series apart, in tokens.css. */
const SERIES = 8;

/** The colour of the n-th series; they repeat after eight. */
export function seriesColour(index: number): string {
  return `--series-${(index % SERIES) + 1}`;
}

/** Whether a series before the n-th has its colour, so that something else has to tell them apart. */
export function isColourRepeated(index: number): boolean {
  return index >= SERIES;
}

/** Of money that is in no market. */
export const IDLE_COLOUR = "--series-idle";

/** What a colour of tokens.css is now, for canvases. */
export function colourNow(name: string, opacity = 1): string {
  const probe = document.createElement("span");
  probe.style.color = opacity === 1 ? `var(${name})` : `color-mix(in srgb, var(${name}) ${opacity * 100}%, transparent)`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
