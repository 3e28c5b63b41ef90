/** 0.0345 → "3.45 %"; what is not nothing never reads "0.00 %". */
export function percentText(fraction: number): string {
  if (fraction > 0 && fraction < 0.0001) return "less than 0.01 %";
  return `${(fraction * 100).toFixed(2)} %`;
}
