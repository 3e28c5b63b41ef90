import { createRequire } from "node:module";
import { type AstNode, spanOf, walk } from "../mutate/ast.ts";
import { sourceText } from "../mutate/sourceText.ts";

const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };

/** What a block or an assembly block is made of; a block itself is no statement of its own. */
const STATEMENT =
  /^(ExpressionStatement|VariableDeclarationStatement|IfStatement|ForStatement|WhileStatement|DoWhileStatement|TryStatement|InlineAssembly|EmitStatement|RevertStatement|Return|Continue|Break|Yul(Assignment|VariableDeclaration|ExpressionStatement|If|Switch|ForLoop))$/;

/** The lines on which a statement begins, in rising order. */
export function statementLines(source: string): readonly number[] {
  const text = sourceText(source);
  const statements = [...walk(parse(source))].filter(({ nodeType }) => STATEMENT.test(nodeType));
  return [...new Set(statements.map((node) => text.lineAt(spanOf(node).start)))].toSorted((one, other) => one - other);
}

/** Parsed and no more, so nothing that the source imports is needed. */
function parse(source: string): AstNode {
  const settings = { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } };
  const input = { language: "Solidity", sources: { "source.sol": { content: source } }, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as { sources?: Record<string, { ast: AstNode }> };
  const ast = output.sources?.["source.sol"]?.ast;
  if (ast === undefined) throw new Error("The compiler cannot parse a source that Hardhat compiled");
  return ast;
}
