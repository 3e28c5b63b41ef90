/** Of fewer days nothing is carried over to a year: a lucky week would become a fortune. */
export const LEAST_DAYS = 30;
/** Of fewer days, figures of a year are given with a warning. */
export const FEW_DAYS = 90;

/** Why figures of a year cannot be told from so few whole days; null when they can. */
export function tooShort(days: number): string | null {
  return days < LEAST_DAYS ? `${days} whole days of data; figures of a year need ${LEAST_DAYS}` : null;
}

/** What to bear in mind about figures of so few whole days; null when they suffice, or when there are none at all. */
export function shortnessCaution(days: number): string | null {
  if (days < LEAST_DAYS || days >= FEW_DAYS) return null;
  return `only ${days} whole days of data: under ${FEW_DAYS}, figures of a year are little more than a guess; mind their intervals`;
}
