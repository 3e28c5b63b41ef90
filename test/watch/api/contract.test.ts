import { expect } from "chai";
import { RpcUnreachableError, UnexpectedAnswerError } from "../../../bot/chain/errors.ts";
import { MissingSettingError } from "../../../bot/config/errors.ts";
import type { VaultContract } from "../../../bot/core/vaultContract.ts";
import type { Store } from "../../../bot/store/connection.ts";
import type { ReadContract } from "../../../bot/watch/api/apiInstance.ts";
import { shareReads, TOO_SLOW } from "../../../bot/watch/api/sharedRead.ts";
import { toWire } from "../../../bot/watch/api/wire.ts";
import { SAMPLE_VAULT } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { type ApiUnderTest, apiUnderTest } from "./apiUnderTest.ts";
import { storyContract } from "./story.ts";

const URL_OF_CONTRACT = `/v1/vaults/1:${SAMPLE_VAULT}/contract`;

describe("watch: a vault's rules over the API", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  const withReader = async (readContract: ReadContract | null, work: (under: ApiUnderTest) => Promise<void>) => {
    const under = await apiUnderTest(store, () => 0, {}, null, readContract);
    try {
      await work(under);
    } finally {
      await under.api.close();
    }
  };
  const get = ({ api }: ApiUnderTest) => api.inject({ url: URL_OF_CONTRACT, headers: { host: "localhost" } });
  const answerTo = async (contract: VaultContract) => {
    let found: Record<string, never> = {};
    await withReader(
      async () => contract,
      async (under) => {
        const response = await get(under);
        expect(response.statusCode, response.body).to.equal(200);
        found = response.json();
      },
    );
    return found as ReturnType<typeof JSON.parse>;
  };

  it("are what the reader says, with what is used of them", async () => {
    const { state, ...rest } = storyContract;
    const answer = await answerTo(storyContract);
    expect(answer).to.deep.include(
      toWire({
        vaultId: `1:${SAMPLE_VAULT}`,
        blockNumber: state.blockNumber,
        limits: state.limits,
        roles: rest.roles,
        deposits: rest.deposits,
        monitor: rest.monitor,
        abdicated: rest.abdicated,
        events: rest.events,
      }),
    );
    expect(answer.fees).to.deep.equal({
      managementFeeBps: state.limits.managementFeeBps,
      performanceFeeBps: state.limits.performanceFeeBps,
      recipient: null,
      highWaterMark: 1.01,
    });
    expect(answer.pendingChanges).to.deep.equal(storyContract.pendingChanges.map((change) => ({ ...change, isExecutable: false })));
  });

  it("count against caps what the contract counts", async () => {
    const base = { marketId: "1:a:usdc", adapter: SAMPLE_VAULT, allocatable: 5n, healthy: true, healthReason: "" };
    const answer = await answerTo({
      ...storyContract,
      state: {
        ...storyContract.state,
        grossAssets: 1_000n,
        idle: 100n,
        positions: [
          { ...base, totalAssets: 300n, withdrawable: 1_000n, absoluteCap: 10_000n, relativeCapBps: 5_000, risks: ["issuer:usdc"] },
          { ...base, totalAssets: 600n, withdrawable: 0n, absoluteCap: 500n, relativeCapBps: 10_000, risks: ["issuer:usdc", "protocol:a"] },
        ],
        risks: [
          { name: "issuer:usdc", absoluteCap: 950n, relativeCapBps: 9_300 },
          { name: "protocol:a", absoluteCap: 10_000n, relativeCapBps: 7_000 },
        ],
      },
    });
    const shown = (one: { usedAssets: string; usedBps: number; roomAssets: string }) => [one.usedAssets, one.usedBps, one.roomAssets];
    expect(answer.positions.map(shown)).to.deep.equal([
      ["300", 3_000, "200"],
      ["600", 6_000, "0"],
    ]);
    expect(answer.risks.map(shown)).to.deep.equal([
      ["900", 9_000, "30"],
      ["600", 6_000, "100"],
    ]);
    // Nobody pays more than it has.
    expect(answer.usage.exitLiquidityBps).to.equal(4_000);
  });

  it("say from when on what is closed may be opened, and what waits be made", async () => {
    const { state } = storyContract;
    const [change] = storyContract.pendingChanges;
    const at = change?.executableAtSeconds ?? expect.fail("no change");
    const answer = await answerTo({
      ...storyContract,
      state: {
        ...state,
        blockTimeSeconds: at,
        status: "reduce-only",
        trip: { atSeconds: 1_000, condition: { reason: "outflow", subject: SAMPLE_VAULT } },
        limits: { ...state.limits, resetDelayHours: 2, cooldownSeconds: 60 },
        usage: { lastRebalanceSeconds: 500, turnoverBps: 1, lossMillionths: 2 },
        grossAssets: 0n,
      },
    });
    expect(answer.trip).to.deep.equal({
      atSeconds: 1_000,
      condition: { reason: "outflow", subject: SAMPLE_VAULT },
      resetFromSeconds: 8_200,
    });
    expect(answer.usage).to.deep.equal({
      lastRebalanceSeconds: 500,
      allocatesFromSeconds: 560,
      turnoverBps: 1,
      lossMillionths: 2,
      exitLiquidityBps: null,
    });
    expect(answer.pendingChanges[0].isExecutable).to.equal(true);
  });

  it("are read once for all who ask at a time", async () => {
    let reads = 0;
    const reader = async () => {
      reads += 1;
      return storyContract;
    };
    await withReader(reader, async (under) => {
      const all = await Promise.all(Array.from({ length: 20 }, () => get(under)));
      expect(new Set(all.map(({ statusCode }) => statusCode))).to.deep.equal(new Set([200]));
      expect(reads).to.equal(1);
      const unknown = await under.api.inject({ url: URL_OF_CONTRACT.replace("1:0x", "2:0x"), headers: { host: "localhost" } });
      expect(unknown.statusCode).to.equal(404);
      expect(reads).to.equal(1);
    });
  });

  it("cannot be told without a node that answers, and why is not told to everybody", async () => {
    const dead = new RpcUnreachableError("eth_getBlockByNumber", ["https://node.example/…: refused"]);
    const cases: readonly (readonly [ReadContract | null, string, Error | null])[] = [
      [null, "NoNode", null],
      [() => Promise.reject(new MissingSettingError("No RPC endpoint is configured", "Set one.")), "NoNode", null],
      [() => Promise.reject(dead), "NodeUnreachable", dead],
      [() => Promise.reject(new UnexpectedAnswerError("The node", "node.example says no")), "VaultUnreadable", null],
    ];
    for (const [reader, name, defect] of cases) {
      await withReader(reader, async (under) => {
        const response = await get(under);
        expect([response.statusCode, response.json().error.name]).to.deep.equal([503, name]);
        expect(response.headers["cache-control"]).to.equal("no-store");
        expect(response.body).not.to.include("node.example");
        if (defect !== null) expect(under.defects).to.deep.equal([defect]);
        if (name === "NoNode") expect(under.defects).to.deep.equal([]);
      });
    }
  });
});

describe("watch: reading what is dear for many", () => {
  const KEEP = 1_000;
  const share = (read: (key: string) => Promise<number>, clock: { now: number }, patienceMilliseconds = 60_000) =>
    shareReads({ read, nameOf: (key: string) => key, keepMilliseconds: KEEP, patienceMilliseconds, nowMilliseconds: () => clock.now });

  it("happens once a key until it is old, whether it succeeded or not", async () => {
    const clock = { now: 0 };
    const counts = new Map<string, number>();
    const read = async (key: string) => {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (key === "bad") throw new Error(`failure ${count}`);
      return count;
    };
    const shared = share(read, clock);
    const failureOf = (work: Promise<unknown>) =>
      work.then(
        () => "none",
        (error: Error) => error.message,
      );
    expect(await Promise.all([shared("a"), shared("a"), shared("b")])).to.deep.equal([1, 1, 1]);
    expect(await failureOf(shared("bad"))).to.equal("failure 1");
    clock.now = KEEP - 1;
    expect(await shared("a")).to.equal(1);
    expect(await failureOf(shared("bad"))).to.equal("failure 1");
    clock.now = KEEP;
    expect(await Promise.all([shared("a"), shared("a")])).to.deep.equal([2, 2]);
    expect(await failureOf(shared("bad"))).to.equal("failure 2");
  });

  it("makes nobody wait for ever, and is not begun again while it lasts", async () => {
    const clock = { now: 0 };
    const begun: ((value: number) => void)[] = [];
    const shared = share(() => new Promise<number>((resolve) => begun.push(resolve)), clock, 1);
    expect(await shared("a")).to.equal(TOO_SLOW);
    clock.now = 10 * KEEP;
    expect(await shared("a")).to.equal(TOO_SLOW);
    expect(begun).to.have.length(1);
    begun[0]?.(7);
    expect(await shared("a")).to.equal(7);
    clock.now += KEEP - 1;
    expect(await shared("a")).to.equal(7);
    clock.now += 1;
    expect(await shared("a")).to.equal(TOO_SLOW);
    expect(begun).to.have.length(2);
  });
});
