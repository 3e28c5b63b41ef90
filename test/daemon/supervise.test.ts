import { expect } from "chai";
import { RpcUnreachableError } from "../../bot/chain/errors.ts";
import { supervise } from "../../bot/daemon/supervise.ts";
import { createTickBells, type TickBells } from "../../bot/daemon/tickBells.ts";
import type { Store } from "../../bot/store/connection.ts";
import { createTestStore } from "../store/testStore.ts";
import { type Behaviour, Happenings, StandingClock, vaultUnderTest } from "./support.ts";

const never = () => new Promise<never>(() => undefined);
const dead = () => new RpcUnreachableError("eth_chainId", ["http://127.0.0.1:9: connection refused"]);

describe("daemon: vaults side by side", () => {
  let store: Store;
  let clock: StandingClock;
  let happened: Happenings;
  let stop: AbortController;
  let bells: TickBells;

  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());
  beforeEach(() => {
    clock = new StandingClock();
    happened = new Happenings();
    stop = new AbortController();
    bells = createTickBells();
  });

  const vault = (name: string, behaviour: Behaviour = {}) => vaultUnderTest(name, store, clock, behaviour);
  const begin = (...vaults: ReturnType<typeof vault>[]) =>
    supervise(vaults, { standsBy: true, clock, bells, emit: happened.emit }, stop.signal);

  it("ticks when somebody asks for it, however often that is once in fifteen seconds, and only what it leads", async () => {
    const key = { chainId: 1, vault: "0x2222222222222222222222222222222222222222" };
    const supervision = await begin(vault("one", { address: key.vault }));
    await happened.times("ticked");
    expect(bells.ring({ ...key, chainId: 2 })).to.equal(false);
    while (clock.waits.length === 0) await new Promise(setImmediate);
    for (let ring = 0; ring < 5; ring++) expect(bells.ring(key)).to.equal(true);
    await new Promise(setImmediate);
    expect(happened.of("one").filter((type) => type === "ticked")).to.have.length(1);
    clock.advance(15);
    await happened.times("ticked", 2);
    stop.abort();
    await supervision.ended();
    expect(bells.ring(key)).to.equal(false);
  });

  it("isolates: one vault with a dead RPC does not delay the other", async () => {
    const broken = vault("broken", { opening: async () => Promise.reject(dead()) });
    const supervision = await begin(broken, vault("sound"));
    await happened.times("ticked", 1, "sound");
    const [restarting] = await happened.times("restarting", 1, "broken");
    expect(restarting).to.deep.include({ pauseSeconds: 5 });
    for (const ticks of [2, 3]) {
      clock.advance(300);
      await happened.times("ticked", ticks, "sound");
    }
    expect(happened.of("sound")).to.not.include("restarting");
    expect(broken.opens).to.be.greaterThan(1);
    stop.abort();
    await supervision.ended();
  });

  it("starts one while the other still opens, and ends both", async () => {
    const slow = vault("slow", {
      opening: ({ stop: told }) => new Promise((_resolve, reject) => told.addEventListener("abort", () => reject(told.reason))),
    });
    const supervision = await begin(slow, vault("sound"));
    await happened.times("ticked", 1, "sound");
    expect(happened.of("slow")).to.deep.equal(["opening"]);
    stop.abort();
    await supervision.ended();
    expect(happened.of("slow")).to.deep.equal(["opening", "stopped"]);
    expect(happened.of("sound").at(-1)).to.equal("stopped");
  });

  it("opens again after pauses that grow up to five minutes", async () => {
    const supervision = await begin(vault("broken", { opening: async () => Promise.reject(dead()) }), vault("sound"));
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt++) {
      const restarts = await happened.times("restarting", attempt, "broken");
      pauses.push(restarts.at(-1)?.pauseSeconds ?? Number.NaN);
      clock.advance(pauses.at(-1) ?? 0);
    }
    expect(pauses).to.deep.equal([5, 10, 20, 40, 80, 160, 300, 300, 300]);
    stop.abort();
    await supervision.ended();
  });

  it("survives crashes of kinds that nobody expected, when opening and at ticks", async () => {
    let opened = 0;
    const odd = vault("odd", {
      opening: async () => {
        opened++;
        if (opened === 1) throw new TypeError("x is not a function");
      },
      collect: async () => Promise.reject(new RangeError("of a kind that nobody expected")),
    });
    const supervision = await begin(odd, vault("sound"));
    await happened.times("restarting", 1, "odd");
    clock.advance(5);
    await happened.times("tick-failed", 1, "odd");
    await happened.times("ticked", 1, "sound");
    stop.abort();
    await supervision.ended();
  });

  it("ends with the first vault's error when not one can be opened at the start", async () => {
    const error = dead();
    const wrong = vault("wrong", { opening: async () => Promise.reject(error) });
    const crash = vault("crash", { opening: async () => Promise.reject(new TypeError("x")) });
    const thrown = await begin(wrong, crash).catch((failure: unknown) => failure);
    expect(thrown).to.equal(error);
    expect([wrong.opens, crash.opens]).to.deep.equal([1, 1]);
    expect(happened.all.map(({ type }) => type)).to.not.include("restarting");
  });

  it("opens a vault again when its leadership is lost, and stands by while another leads", async () => {
    const lost = new AbortController();
    let opened = 0;
    const one = vault("one", {
      lost: lost.signal,
      opening: async ({ standby }) => {
        opened++;
        if (opened === 1) return;
        standby?.onWaiting();
        await never();
      },
    });
    await begin(one);
    await happened.times("ticked", 1, "one");
    lost.abort(new Error("the connection ended"));
    const [restarting] = await happened.times("restarting", 1, "one");
    expect(restarting?.error.message).to.equal("the connection ended");
    clock.advance(5);
    await happened.times("standing-by", 1, "one");
    stop.abort();
  });

  describe("given another configuration", () => {
    const types = (name: string) => happened.of(name);

    it("changes only what changed", async () => {
      const before = ["same", "other", "gone"].map((name) => vault(name));
      const supervision = await begin(...before);
      for (const { name } of before) await happened.times("ticked", 1, name);
      const after = [vault("same"), vault("other", { settings: { execution: { maxFeeGwei: 7 } } }), vault("new")];
      expect(supervision.replace(after)).to.deep.equal({
        added: ["new"],
        removed: ["gone"],
        changed: [{ name: "other", keys: ["execution.maxFeeGwei"] }],
      });
      await happened.times("ticked", 2, "other");
      await happened.times("ticked", 1, "new");
      await happened.times("stopped", 1, "gone");
      expect(types("same")).to.deep.equal(["opening", "leading", "ticked"]);
      expect(types("other")).to.deep.equal(["opening", "leading", "ticked", "stopped", "opening", "leading", "ticked"]);
      expect([...before, ...after].map(({ opens }) => opens)).to.deep.equal([1, 1, 1, 0, 1, 1]);
      stop.abort();
      await supervision.ended();
    });

    it("waits for the tick that runs before it opens the vault anew", async () => {
      let finish: (error: Error) => void = () => undefined;
      let collecting = false;
      const busy = vault("busy", {
        collect: () => {
          collecting = true;
          return new Promise((_resolve, reject) => {
            finish = reject;
          });
        },
      });
      const supervision = await begin(busy);
      while (!collecting) await new Promise((resolve) => setImmediate(resolve));
      const next = vault("busy", { settings: { tickSeconds: 60 } });
      supervision.replace([next]);
      await new Promise((resolve) => setImmediate(resolve));
      expect(next.opens).to.equal(0);
      finish(new Error("done"));
      await happened.times("ticked", 1, "busy");
      expect(types("busy")).to.deep.equal(["opening", "leading", "tick-failed", "stopped", "opening", "leading", "ticked"]);
      stop.abort();
      await supervision.ended();
    });

    it("notices another secret, and does not tell it", async () => {
      const supervision = await begin(vault("one", { secrets: { privateKey: "0xabc" } }));
      const changes = supervision.replace([vault("one", { secrets: { privateKey: "0xdef" } })]);
      expect(changes.changed).to.deep.equal([{ name: "one", keys: ["secrets of the environment"] }]);
      expect(JSON.stringify(changes)).to.not.match(/0xabc|0xdef/);
      stop.abort();
      await supervision.ended();
    });
  });
});
