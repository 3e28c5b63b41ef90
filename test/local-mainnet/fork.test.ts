import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { type ContractRead, readContract } from "../../scripts/local-mainnet/calls.ts";
import { StaleForkError, UpstreamError } from "../../scripts/local-mainnet/errors.ts";
import { type Fork, forkOf } from "../../scripts/local-mainnet/forkOf.ts";
import { createFunding } from "../../scripts/local-mainnet/funding.ts";
import { createHttpProvider } from "../../scripts/local-mainnet/httpProvider.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { readBlockHeader, readHead } from "../../scripts/local-mainnet/provider.ts";
import { startLocalMainnet } from "../../scripts/local-mainnet/startLocalMainnet.ts";
import { openUpstream } from "../../scripts/local-mainnet/upstream.ts";
import { useLocalMainnet } from "./fixture.ts";

describe("a fork at a pinned block", () => {
  const chain = useLocalMainnet();
  const forks: Fork[] = [];
  const fork = async (options: Parameters<typeof forkOf>[0]) => {
    const opened = await forkOf(options);
    forks.push(opened);
    return opened;
  };
  const cometSupply = (): ContractRead => ({
    to: chain().addresses.comet,
    fragment: "function totalSupply() view returns (uint256)",
  });

  afterEach(async () => {
    for (const opened of forks.splice(0)) await opened.close();
  });

  it("has the upstream's block and state, in process and over HTTP", async () => {
    const { provider, rpcUrl, blockNumber } = chain();
    const forked = await fork({ rpcUrl, blockNumber });
    const served = createHttpProvider(forked.rpcUrl);
    expect(await readHead(forked.provider)).to.deep.equal(await readHead(provider));
    expect(await readHead(served)).to.deep.equal(await readHead(provider));
    const expected = await readContract(provider, cometSupply());
    expect(await readContract(forked.provider, cometSupply())).to.equal(expected);
    expect(await readContract(served, cometSupply())).to.equal(expected);
    expect(await served.request({ method: "eth_chainId" })).to.equal("0x1");
  });

  it("stays at its block while the upstream goes on, and below the head too", async () => {
    const { provider, rpcUrl, blockNumber } = chain();
    const before = await readContract(provider, cometSupply());
    const life = await createLife({ provider, seed: 2 });
    await life.advance(40 * HOUR);
    const forked = await fork({ rpcUrl, blockNumber });
    expect((await readHead(provider)).number).to.be.greaterThan(blockNumber + 32);
    expect((await readHead(forked.provider)).number).to.equal(blockNumber);
    expect(await readContract(forked.provider, cometSupply())).to.equal(before);
    expect(await readContract(provider, cometSupply())).not.to.equal(before);
  });

  it("goes on from the pinned block's time, not from the clock on the wall", async () => {
    const { rpcUrl, blockNumber } = chain();
    const forked = await fork({ rpcUrl, blockNumber });
    const pinned = await readBlockHeader(forked.provider, blockNumber);
    await forked.provider.request({ method: "evm_mine" });
    const next = await readHead(forked.provider);
    expect(next.timestampSeconds - (pinned?.timestampSeconds ?? 0)).to.be.within(1, 60);
  });

  it("changes nothing upstream", async () => {
    const { provider, rpcUrl, blockNumber, addresses } = chain();
    const forked = await fork({ rpcUrl, blockNumber });
    const account = namedAccount("test/forked");
    const balance: ContractRead = { to: addresses.usdc, fragment: "function balanceOf(address) view returns (uint256)", args: [account] };
    await createFunding(forked.provider).usdc(account, 1_000n);
    expect(await readContract(forked.provider, balance)).to.equal(1_000n);
    expect(await readContract(provider, balance)).to.equal(0n);
  });

  it("carries life on, the same for the same seed", async () => {
    const { rpcUrl, blockNumber } = chain();
    const live = async () => {
      const forked = await fork({ rpcUrl, blockNumber });
      const life = await createLife({ provider: forked.provider, seed: 4 });
      await life.advance(6 * HOUR);
      expect(life.failed).to.deep.equal([]);
      return [(await readHead(forked.provider)).hash, await readContract(forked.provider, cometSupply())];
    };
    expect(await live()).to.deep.equal(await live());
  });

  it("refuses what a former chain at the same URL left in its cache", async () => {
    const cacheDirectory = await mkdtemp(join(tmpdir(), "stale-fork-cache-"));
    const former = await startLocalMainnet();
    const port = Number(new URL(former.rpcUrl).port);
    const blockNumber = former.blockNumber - 39;
    try {
      await (await forkOf({ rpcUrl: former.rpcUrl, blockNumber, cacheDirectory })).close();
    } finally {
      await former.close();
    }
    const rebuilt = await startLocalMainnet({ port, startTimeSeconds: 1_800_000_000 });
    try {
      const stale = await forkOf({ rpcUrl: rebuilt.rpcUrl, blockNumber, cacheDirectory }).catch((error: unknown) => error);
      expect(stale).to.be.instanceOf(StaleForkError);
      expect((stale as StaleForkError).remedy).to.include(cacheDirectory);
      // Without a cache of one's own the same fork is right.
      const fresh = await fork({ rpcUrl: rebuilt.rpcUrl, blockNumber });
      expect((await readHead(fresh.provider)).hash).to.equal((await readBlockHeader(rebuilt.provider, blockNumber))?.hash);
      await forks.pop()?.close();
    } finally {
      await rebuilt.close();
      await rm(cacheDirectory, { recursive: true, force: true });
    }
  });

  it("says what is wrong with a block that is not there and a node that is not there", async () => {
    const { rpcUrl } = chain();
    expect(await forkOf({ rpcUrl, blockNumber: 99_000_000 }).catch((error: unknown) => error)).to.be.instanceOf(UpstreamError);
    const unreachable = await forkOf({ rpcUrl: "http://127.0.0.1:1/secret-key", blockNumber: 1 }).catch((error: unknown) => error);
    expect(unreachable).to.be.instanceOf(UpstreamError);
    expect((unreachable as Error).message)
      .to.include("127.0.0.1:1")
      .and.not.include("secret-key");
  });

  it("takes the chain that MAINNET_RPC_URL names, at the block asked for or below its head", async () => {
    const { rpcUrl, blockNumber } = chain();
    const pinned = await openUpstream({ MAINNET_RPC_URL: rpcUrl, MAINNET_FORK_BLOCK: "23000100" });
    expect(pinned).to.include({ rpcUrl, blockNumber: 23_000_100, isLocal: false });
    const confirmed = await openUpstream({ MAINNET_RPC_URL: rpcUrl });
    expect(confirmed.blockNumber).to.equal(blockNumber - 64);
    const malformed = await openUpstream({ MAINNET_RPC_URL: rpcUrl, MAINNET_FORK_BLOCK: "latest" }).catch(String);
    expect(malformed).to.match(/MAINNET_FORK_BLOCK/);
  });
});
