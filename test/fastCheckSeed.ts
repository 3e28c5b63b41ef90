import fc from "fast-check";

/**
 * Loaded by mocha before all tests: every property is tried on the same random inputs in each run, so that a run says something about the code
 * and not about its luck. `FAST_CHECK_SEED=7 npm test` tries others; a sample that must contain something rare may then lack it.
 */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 2) });
