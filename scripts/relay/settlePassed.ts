import type { Eip1193Provider } from "../local-mainnet/provider.ts";
import { minedBlockOf } from "./admission.ts";
import type { Bundle, Obstacle } from "./bundle.ts";
import type { BundlePool } from "./bundlePool.ts";

/** Gives up what had to be in a block up to the head and says why: what was in its way there, or that someone else made the block. */
export async function settlePassed(provider: Eip1193Provider, pool: BundlePool, headNumber: number): Promise<void> {
  for (const entry of pool.passed(headNumber)) {
    const obstacle = entry.lastObstacle ?? (await explainPassing(provider, entry.bundle));
    entry.fate = { kind: "missed", ...obstacle };
  }
}

/** Another relay, or the sender itself, may have brought the same transactions. */
async function explainPassing(provider: Eip1193Provider, { transactions, lastBlock }: Bundle): Promise<Obstacle> {
  const blocks = await Promise.all(transactions.map(({ hash }) => minedBlockOf(provider, hash)));
  if (blocks.every((block) => block !== null)) return { reason: "already-included", detail: `its transactions are in block ${blocks[0]}` };
  return { reason: "target-passed", detail: `block ${lastBlock} was made by someone else` };
}
