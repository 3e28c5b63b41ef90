import type { MoveLog, RebalanceExpectation, RebalanceResult } from "../../bot/core/moveResult.ts";

/** A move log in this process's memory, for one decision's transaction at a time: with what was recorded, to look at. */
export function memoryMoveLog(): MoveLog & { readonly expectations: RebalanceExpectation[]; readonly results: RebalanceResult[] } {
  const expectations: RebalanceExpectation[] = [];
  const results: RebalanceResult[] = [];
  return {
    expectations,
    results,
    async recordExpected(_transaction, expectation) {
      expectations.push(expectation);
    },
    expectationOf: async () => expectations.at(-1) ?? null,
    async recordActual(_transaction, result) {
      results.push(result);
    },
  };
}
