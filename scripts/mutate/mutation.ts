import { createHash } from "node:crypto";
import { type AstNode, childrenOf, type Span, spanOf } from "./ast.ts";
import { operators } from "./operators/index.ts";
import { type SourceText, sourceText } from "./sourceText.ts";

/** One mistake made on purpose. */
export interface Mutation {
  /** Stays the same while the function and the snippet do, whatever moves around them. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly operator: string;
  readonly span: Span;
  readonly original: string;
  readonly replacement: string;
}

/** Declarations whose inside is no behaviour. */
const NOT_CODE = new Set(["StructuredDocumentation", "UsingForDirective", "ImportDirective", "InheritanceSpecifier", "OverrideSpecifier"]);
const NAMED = new Set(["ContractDefinition", "FunctionDefinition", "ModifierDefinition"]);

/** Every mistake the operators can make in a file, in the order of the source. */
export function mutationsOf(file: string, source: string, ast: AstNode): readonly Mutation[] {
  const text = sourceText(source);
  const seen = new Map<string, number>();
  return [...visit({ file, text, node: ast, parent: undefined, owner: "" })].map(({ owner, ...mutation }) => {
    const name = `${file}:${owner}:${mutation.operator}:${digest(`${mutation.original} → ${mutation.replacement}`)}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { id: times === 1 ? name : `${name}:${times}`, ...mutation };
  });
}

export function applyMutation(source: string, { span, replacement }: Mutation): string {
  return sourceText(source).replace(span, replacement);
}

interface Visit {
  readonly file: string;
  readonly text: SourceText;
  readonly node: AstNode;
  readonly parent: AstNode | undefined;
  /** The contract and function around the node. */
  readonly owner: string;
}

function* visit({ file, text, node, parent, owner }: Visit): Generator<Omit<Mutation, "id"> & { readonly owner: string }> {
  if (NOT_CODE.has(node.nodeType) || node.contractKind === "interface") return;
  const isNamed = NAMED.has(node.nodeType) || (node.nodeType === "VariableDeclaration" && node.stateVariable === true);
  // Constructors, `receive` and `fallback` have no name.
  const name = isNamed ? String(node.name || node.kind) : "";
  const around = [owner, name].filter((part) => part !== "").join(".");
  for (const { name: operator, edits } of operators) {
    for (const { span, replacement } of edits({ node, parent, source: text })) {
      const original = text.text(span);
      yield { owner: around, file, line: text.lineAt(span.start), operator, span, original, replacement };
    }
  }
  const children = childrenOf(node).toSorted((one, other) => spanOf(one).start - spanOf(other).start);
  for (const child of children) yield* visit({ file, text, node: child, parent: node, owner: around });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
