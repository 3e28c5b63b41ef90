/** A figure as JSON can say it: null is "not defined". */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
