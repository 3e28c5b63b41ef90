/** A drawing that a section has where drawings can be shown. */
export type Drawing = "share-price" | "allocation";

/** A table of plain text, the header first. */
export interface ReportTable {
  readonly rows: readonly (readonly string[])[];
  /** How many columns at the left are words; all others are numbers. */
  readonly wordColumns: number;
}

/** A part of a report, in whatever it is written. */
export interface ReportSection {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly drawing: Drawing | null;
  readonly tables: readonly ReportTable[];
}

export function section(title: string, parts: Partial<Omit<ReportSection, "title">>): ReportSection {
  return { title, sentences: [], drawing: null, tables: [], ...parts };
}
