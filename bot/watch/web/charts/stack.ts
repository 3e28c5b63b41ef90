/** Series on top of one another: each is the sum of itself and those before it; where there is no value it adds nothing. */
export function stack(series: readonly (readonly (number | null)[])[]): readonly (readonly number[])[] {
  const length = series[0]?.length ?? 0;
  const sums = new Array<number>(length).fill(0);
  return series.map((values) =>
    values.map((value, index) => {
      const sum = (sums[index] ?? 0) + (value ?? 0);
      sums[index] = sum;
      return sum;
    }),
  );
}
