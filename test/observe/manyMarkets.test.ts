import { expect } from "chai";
import { chunksOf } from "../../bot/chain/batch.ts";
import { connect, type FailoverProvider } from "../../bot/chain/failoverProvider.ts";
import type { Market } from "../../bot/core/market.ts";
import { createCollector, type Snapshot } from "../../bot/observe/collector.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { cometCreationCode } from "../../scripts/local-mainnet/deploy/compound.ts";
import { createFunding } from "../../scripts/local-mainnet/funding.ts";
import { constructInPlace } from "../../scripts/local-mainnet/placement.ts";
import { type ProxiedRequest, type Refusal, type RpcProxy, serveRpcProxy } from "../chain/rpcProxy.ts";
import { type TestChain, useLocalMainnet } from "../local-mainnet/fixture.ts";
import { BUCKET_SECONDS, bookWithUsds, MAINNET_BOOK, marketOf, observed, sUsds } from "./localCollector.ts";

const COMETS = 10;

describe("many markets on a node with limits", () => {
  const chain = useLocalMainnet();
  const opened: { proxy: RpcProxy; provider: FailoverProvider }[] = [];

  afterEach(async () => {
    for (const { proxy, provider } of opened.splice(0)) {
      provider.destroy();
      await proxy.close();
    }
  });

  async function collectorOf(markets: readonly Market[], refuse?: (request: ProxiedRequest) => Refusal | null) {
    const proxy = await serveRpcProxy(chain().rpcUrl, refuse);
    const provider = await connect({ urls: [proxy.url], chainId: 1, timeoutMilliseconds: 30_000 });
    opened.push({ proxy, provider });
    const collector = createCollector({ provider, addressBook: bookWithUsds, markets, vault: null, bucketSeconds: BUCKET_SECONDS });
    return {
      /** One tick, and what the node was asked for it. */
      async tick(): Promise<{ methods: readonly string[]; snapshot: Snapshot }> {
        proxy.methods.length = 0;
        const snapshot = await collector.collect();
        expect(snapshot.rejected).to.deep.equal([]);
        expect(snapshot.observations.map(({ marketId }) => marketId)).to.deep.equal(markets.map(({ id }) => id));
        return { methods: [...proxy.methods], snapshot };
      },
    };
  }

  it("takes at most three requests a tick for 100 markets, ten comets of their own and a share price among them", async () => {
    const markets = [...(await deployComets(chain())), sUsds, ...copies(100 - COMETS - 1)];
    const { tick } = await collectorOf(markets);
    await tick();
    const { methods, snapshot } = await tick();
    expect(methods).to.deep.equal(["eth_getBlockByNumber", "eth_call", "eth_call"]);
    // Each comet has other money in it: nobody's figures are another's.
    for (let i = 0; i < COMETS; i++) expect(observed(snapshot, cometId(i)).liquidity).to.equal(1_000_000n * BigInt(i + 1));
  });

  it("reads 500 markets in as few calls as a body of 1 MB and 50 M gas allow", async () => {
    const bodies: number[] = [];
    const { tick } = await collectorOf(copies(500), ({ bodyBytes }) => {
      bodies.push(bodyBytes);
      return null;
    });
    const { methods } = await tick();
    // 672 reads to find out about them, then 5,000 and the prices in three parts.
    expect(methods).to.deep.equal(["eth_getBlockByNumber", "eth_call", "eth_call", "eth_call", "eth_call"]);
    expect(Math.max(...bodies)).to.be.below(1_000_000);
  });

  const limits: Readonly<Record<string, (request: ProxiedRequest) => Refusal | null>> = {
    "gives calls less gas": ({ params }) => {
      const { data = "" } = (params[0] ?? {}) as { data?: string };
      return data.length > 150_000 ? { error: { code: -32000, message: "out of gas" } } : null;
    },
    "takes smaller bodies": ({ bodyBytes }) => (bodyBytes > 150_000 ? { status: 413 } : null),
  };
  for (const [what, refuse] of Object.entries(limits)) {
    it(`learns how much a node takes that ${what}, and asks for no more from then on`, async () => {
      let refused = 0;
      const { tick } = await collectorOf(copies(60), (request) => {
        const refusal = refuse(request);
        if (refusal !== null) refused++;
        return refusal;
      });
      const { snapshot } = await tick();
      expect(refused).to.be.greaterThan(0);
      const learnt = refused;
      const again = await tick();
      expect(refused).to.equal(learnt);
      expect(again.methods).to.deep.equal(["eth_getBlockByNumber", "eth_call", "eth_call"]);
      expect(again.snapshot).to.deep.equal(snapshot);
    });
  }

  it("parts reads evenly, all of them and in order", () => {
    const reads = Array.from({ length: 4_001 }, (_, i) => ({ target: `0x${i}`, callData: "0x18160ddd", describe: "", decode: () => i }));
    const parts = chunksOf(reads, 2_000);
    expect(parts.flat()).to.deep.equal(reads);
    expect(parts.map((part) => part.length)).to.deep.equal([1_334, 1_334, 1_333]);
    expect(chunksOf([], 2_000)).to.deep.equal([]);
    // Long calls are parted by their length: 1,000 of 1,184 bytes each.
    const long = reads.slice(0, 1_000).map((read) => ({ ...read, callData: `0x${"00".repeat(1_000)}` }));
    expect(chunksOf(long, 2_000).map((part) => part.length)).to.deep.equal([334, 334, 332]);
  });
});

/** The address book's markets over and over, each under an id of its own. */
function copies(count: number): readonly Market[] {
  return Array.from({ length: count }, (_, i): Market => {
    const market = MAINNET_BOOK.markets[i % MAINNET_BOOK.markets.length] as Market;
    return { ...market, id: `1:${market.protocol}:copy-${i}` };
  });
}

const cometId = (index: number) => `1:compound-v3:comet-${index}`;

/** Compound markets of their own, each with another sum in it. */
async function deployComets({ addresses, impersonator, provider }: TestChain): Promise<readonly Market[]> {
  const code = await cometCreationCode();
  const funding = createFunding(provider, impersonator);
  const lender = namedAccount("test/lender");
  const markets: Market[] = [];
  for (let i = 0; i < COMETS; i++) {
    const address = namedAccount(`test/comet-${i}`);
    await constructInPlace(impersonator, address, code);
    const amount = 1_000_000n * BigInt(i + 1);
    await funding.usdc(lender, amount);
    await impersonator.execute(lender, addresses.usdc, "function approve(address,uint256)", [address, amount]);
    await impersonator.execute(lender, address, "function supply(address,uint256)", [addresses.usdc, amount]);
    markets.push({ ...marketOf("1:compound-v3:usdc"), id: cometId(i), address });
  }
  return markets;
}
