const ATTEMPTS = 4;

/**
 * Builds, also while other processes do. All of them write Hardhat's cache by way of one temporary file: whoever comes second finds that it is gone.
 * What was to be built is there by then, so the next attempt has nothing to do but to write the cache.
 */
export async function buildBesideOthers<Result>(build: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await build();
    } catch (error) {
      const isCacheGone = error instanceof Error && error.message.includes("compile-cache.json");
      if (!isCacheGone || attempt === ATTEMPTS) throw error;
    }
  }
}
