import { type Compilation, inputSourceName } from "./compilation.ts";
import { BadOptionError } from "./errors.ts";
import { type Mutation, mutationsOf } from "./mutation.ts";

const CONTRACTS = inputSourceName("contracts/");
const TESTS = inputSourceName("contracts/test/");

/** Every mutation of the project's own contracts; tests and mocks are none of them. */
export function allMutations({ jobs }: Compilation): readonly Mutation[] {
  const sources = new Map(
    jobs.flatMap(({ asts, input }) =>
      [...asts]
        .filter(([name]) => name.startsWith(CONTRACTS) && !name.startsWith(TESTS))
        .map(([name, ast]) => [name.slice(inputSourceName("").length), { ast, content: input.sources[name]?.content ?? "" }] as const),
    ),
  );
  return [...sources]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([file, { ast, content }]) => mutationsOf(file, content, ast));
}

/** Those asked for by file or id. */
export function chosenMutations(all: readonly Mutation[], files: readonly string[], ids: readonly string[]): readonly Mutation[] {
  const unknownFile = files.find((wanted) => all.every(({ file }) => file !== wanted));
  if (unknownFile !== undefined) throw new BadOptionError(`There is nothing to mutate in ${unknownFile}`);
  const unknownId = ids.find((wanted) => all.every(({ id }) => id !== wanted));
  if (unknownId !== undefined) throw new BadOptionError(`There is no mutation ${unknownId}`, "npm run mutate -- --list prints them all");
  return all.filter(({ file, id }) => (files.length === 0 || files.includes(file)) && (ids.length === 0 || ids.includes(id)));
}
