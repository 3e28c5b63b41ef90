/** A node of the compiler's syntax tree, read by field name: the tree has more kinds of nodes than types for them would be worth. */
export interface AstNode {
  readonly nodeType: string;
  readonly id: number;
  /** Start and length in bytes, and the number of the source. */
  readonly src: string;
  readonly [field: string]: unknown;
}

/** A stretch of a source, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "nodeType" in value && "src" in value;
}

/** The node in a field; undefined where it is absent, as the `else` of an `if`. */
export function nodeIn(node: AstNode, field: string): AstNode | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

export function nodesIn(node: AstNode, field: string): readonly AstNode[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function childrenOf(node: AstNode): readonly AstNode[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));
}

/** The node and everything below it. */
export function* walk(node: AstNode): Generator<AstNode> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

export function spanOf({ src }: AstNode): Span {
  const [start = 0, length = 0] = src.split(":").map(Number);
  return { start, end: start + length };
}

/** The compiler's name for the type of an expression. */
export function typeOf(expression: AstNode): string {
  const { typeDescriptions } = expression as { typeDescriptions?: { typeString?: string } };
  return typeDescriptions?.typeString ?? "";
}
