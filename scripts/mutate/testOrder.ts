import { type CompilationJob, inputSourceName } from "./compilation.ts";

/** The Solidity tests in the order in which they are to meet a mutant. */
export interface TestOrder {
  /** They mention what was mutated, or import a file that does: the likely killers. */
  readonly first: readonly string[];
  readonly rest: readonly string[];
}

/** @param names The contracts that the mutated file can change, and the file's own. */
export function testOrder(jobs: readonly CompilationJob[], names: readonly string[]): TestOrder {
  const tests = jobs.flatMap((job) => {
    const files = new Set(job.artifacts.map(({ sourceName }) => sourceName).filter((file) => file.endsWith(".t.sol")));
    return [...files].map((file) => ({ file, isLikely: mentions(job, inputSourceName(file), names) }));
  });
  const named = (isLikely: boolean) => tests.filter((test) => test.isLikely === isLikely).map(({ file }) => file);
  return { first: named(true).toSorted(), rest: named(false).toSorted() };
}

function mentions({ asts, input }: CompilationJob, test: string, names: readonly string[]): boolean {
  const pattern = new RegExp(`\\b(${names.join("|")})\\b`);
  const imported = new Set([test]);
  for (const source of imported) {
    if (pattern.test(input.sources[source]?.content ?? "")) return true;
    const nodes = (asts.get(source)?.nodes ?? []) as readonly { readonly nodeType: string; readonly absolutePath?: string }[];
    for (const { nodeType, absolutePath } of nodes) {
      // What is under test, and packages, mention everything; what matters is what the tests' own files say.
      if (nodeType === "ImportDirective" && absolutePath?.startsWith(inputSourceName("contracts/test/"))) imported.add(absolutePath);
    }
  }
  return false;
}
