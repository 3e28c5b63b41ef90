import { connect } from "../../../bot/chain/failoverProvider.ts";
import { createCollector } from "../../../bot/observe/collector.ts";
import { addressBook, manyMarkets } from "./markets.ts";
import { median } from "./median.ts";

const BUCKET_SECONDS = 300;
/** What comes before is not measured: discovery, and code that has not been compiled yet. */
const WARM_UP_TICKS = 5;

export interface TickFigures {
  /** JSON-RPC requests for one tick, the most that any took. */
  readonly rpcCalls: number;
  /** Median time of `collect`, the node's part included. */
  readonly ms: number;
}

/** Collects from so many markets `runs` times, from a node that is asked over HTTP. */
export async function measureTicks(rpcUrl: string, markets: number, runs: number): Promise<TickFigures> {
  const provider = await connect({ urls: [rpcUrl], chainId: 1, timeoutMilliseconds: 60_000 });
  try {
    const collector = createCollector({ provider, addressBook, markets: manyMarkets(markets), vault: null, bucketSeconds: BUCKET_SECONDS });
    for (let run = 0; run < WARM_UP_TICKS; run++) await collector.collect();
    const calls: number[] = [];
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const [requestsBefore, startedAt] = [provider.requestCount, performance.now()];
      const { observations } = await collector.collect();
      times.push(performance.now() - startedAt);
      calls.push(provider.requestCount - requestsBefore);
      if (observations.length !== markets) throw new Error(`only ${observations.length} of ${markets} markets were observed`);
    }
    return { rpcCalls: Math.max(...calls), ms: Math.round(median(times) * 10) / 10 };
  } finally {
    provider.destroy();
  }
}
