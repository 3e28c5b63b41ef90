import type { Span } from "./ast.ts";

/** A source addressed as the compiler addresses it: in bytes of UTF-8. */
export interface SourceText {
  text(span: Span): string;
  /** The line a byte is on, counted from 1. */
  lineAt(offset: number): number;
  /** The whole source with one stretch replaced. */
  replace(span: Span, replacement: string): string;
  /** The span and the semicolon that follows it, if one does: the compiler leaves it out of most statements. */
  withSemicolon(span: Span): Span;
}

export function sourceText(source: string): SourceText {
  const bytes = Buffer.from(source);
  const text = ({ start, end }: Span) => bytes.toString("utf8", start, end);
  return {
    text,
    lineAt: (offset) => text({ start: 0, end: offset }).split("\n").length,
    replace: ({ start, end }, replacement) => text({ start: 0, end: start }) + replacement + text({ start: end, end: bytes.length }),
    withSemicolon({ start, end }) {
      const rest = withoutComments(text({ start: end, end: bytes.length }));
      const blank = /^\s*;/.exec(rest)?.[0];
      return { start, end: end + (blank === undefined ? 0 : Buffer.byteLength(blank)) };
    },
  };
}

/** Comments become spaces, so that everything else stays where it is. */
export function withoutComments(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => " ".repeat(Buffer.byteLength(comment)));
}
