/** "p10" of 0.1. */
export function levelName(level: number): string {
  return `p${Math.round(level * 100)}`;
}
