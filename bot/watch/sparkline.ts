const BARS = "▁▂▃▄▅▆▇█";

/**
 * Values as a line of bars; a blank where one is not known. All alike are low.
 * @param bounds What the lowest and the highest bar stand for: by default the least and the greatest of the values.
 */
export function sparkline(values: readonly (number | null)[], { least, greatest } = boundsOf(values)): string {
  const range = greatest - least;
  return values
    .map((value) => {
      if (value === null) return " ";
      const place = range > 0 ? Math.round(((value - least) / range) * (BARS.length - 1)) : 0;
      return BARS[place] ?? " ";
    })
    .join("");
}

function boundsOf(values: readonly (number | null)[]) {
  const known = values.filter((value) => value !== null);
  return { least: Math.min(...known), greatest: Math.max(...known) };
}
