const BARS = "▁▂▃▄▅▆▇█";

/** Values as a line of bars from the least to the greatest of them; a blank where one is not known. All alike are low. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const least = Math.min(...known);
  const range = Math.max(...known) - least;
  return values
    .map((value) => {
      if (value === null) return " ";
      const place = range > 0 ? Math.round(((value - least) / range) * (BARS.length - 1)) : 0;
      return BARS[place] ?? " ";
    })
    .join("");
}
