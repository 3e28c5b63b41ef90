import { type AstNode, walk } from "./ast.ts";
import { type ArtifactFile, type CompilationJob, inputSourceName } from "./compilation.ts";

/** Finds the contracts whose bytecode can change with a file: those that inherit, create or call into what it defines. */
export type Dependents = (file: string) => readonly ArtifactFile[];

/** A contract, library, function or type at the top level of a source. */
interface Declaration {
  readonly node: AstNode;
  readonly source: string;
}

export function dependentsIn({ asts, artifacts }: CompilationJob): Dependents {
  const declarations = [...asts].flatMap(([source, unit]) => (unit.nodes as AstNode[]).map((node) => ({ node, source })));
  const around = new Map(declarations.flatMap((declaration) => [...walk(declaration.node)].map(({ id }) => [id, declaration] as const)));
  const named = new Map(declarations.map((declaration) => [declaration, declarationsNamedIn(declaration, around)]));
  const sourcesOf = new Map(
    artifacts.map((artifact) => {
      const own = declarations.find(({ node, source }) => source === artifact.inputSourceName && node.name === artifact.contractName);
      return [artifact, own === undefined ? new Set<string>() : sourcesReached(own, named)] as const;
    }),
  );
  return (file) => artifacts.filter((artifact) => sourcesOf.get(artifact)?.has(inputSourceName(file)));
}

/** An interface has no code, so what it names is of no account. */
function declarationsNamedIn({ node }: Declaration, around: ReadonlyMap<number, Declaration>): ReadonlySet<Declaration> {
  if (node.contractKind === "interface") return new Set();
  const ids = [...walk(node)].map(({ referencedDeclaration }) => referencedDeclaration);
  return new Set(ids.flatMap((id) => (typeof id === "number" ? (around.get(id) ?? []) : [])));
}

/** Goes from a contract to whatever it names, and on from there: more than its bytecode holds, since mere types are named too. */
function sourcesReached(contract: Declaration, named: ReadonlyMap<Declaration, ReadonlySet<Declaration>>): ReadonlySet<string> {
  const reached = new Set([contract]);
  // A set visits what is added to it on the way.
  for (const declaration of reached) for (const next of named.get(declaration) ?? []) reached.add(next);
  return new Set([...reached].map(({ source }) => source));
}
