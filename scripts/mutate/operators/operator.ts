import type { AstNode, Span } from "../ast.ts";
import { spanOf } from "../ast.ts";
import type { SourceText } from "../sourceText.ts";
import { withoutComments } from "../sourceText.ts";

/** A place in a source where an operator may find something to change. */
export interface Site {
  readonly node: AstNode;
  readonly parent: AstNode | undefined;
  readonly source: SourceText;
}

export interface Edit {
  readonly span: Span;
  readonly replacement: string;
}

/** A kind of mistake: how it would change a node; nothing where it does not apply. */
export interface Operator {
  readonly name: string;
  edits(site: Site): readonly Edit[];
}

export function textOf({ source }: Site, node: AstNode): string {
  return source.text(spanOf(node));
}

/** The node with the operator between two of its parts exchanged. */
export function exchangeBetween(site: Site, left: AstNode, right: AstNode, operator: string, exchanged: string): Edit {
  const { start, end } = spanOf(site.node);
  const gap = { start: spanOf(left).end, end: spanOf(right).start };
  const between = site.source.text(gap);
  // The position is right for what stands before the operator, which is blank once comments, the only place of other alphabets, are.
  const at = withoutComments(between).indexOf(operator);
  const bytes = Buffer.from(between);
  const prefix = bytes.toString("utf8", 0, at);
  const suffix = bytes.toString("utf8", at + operator.length);
  const replacement = site.source.text({ start, end: gap.start }) + prefix + exchanged + suffix + site.source.text({ start: gap.end, end });
  return { span: { start, end }, replacement };
}

/** A whole statement, semicolon and all, replaced by an empty block, which may stand wherever a statement may. */
export function dropStatement({ source }: Site, statement: AstNode): Edit {
  return { span: source.withSemicolon(spanOf(statement)), replacement: "{}" };
}
