import { expect } from "chai";
import { ConfigurationError } from "../../bot/config/errors.ts";
import { type DaemonOptions, runDaemon } from "../../bot/daemon/daemon.ts";
import type { KeptVault } from "../../bot/daemon/vaultLoop.ts";
import type { SigningAccount } from "../../bot/execute/account.ts";
import type { Store } from "../../bot/store/connection.ts";
import { createTestStore } from "../store/testStore.ts";
import { type Behaviour, Happenings, StandingClock, vaultUnderTest } from "./support.ts";

describe("daemon: the whole", () => {
  let store: Store;
  let clock: StandingClock;
  let happened: Happenings;
  let stop: AbortController;
  let reload: () => readonly KeptVault[];
  let hangUp: () => void;
  let listening: boolean;

  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());
  beforeEach(() => {
    clock = new StandingClock();
    happened = new Happenings();
    stop = new AbortController();
  });

  const vault = (name: string, behaviour: Behaviour = {}) => vaultUnderTest(name, store, clock, behaviour);
  const begin = (
    vaults: readonly KeptVault[],
    health: { port: number; host: string } | null = null,
    openApi: DaemonOptions["openApi"] = null,
  ) =>
    runDaemon(
      {
        vaults,
        health,
        openApi,
        standsBy: true,
        reload: () => reload(),
        onReload: (callback) => {
          hangUp = callback;
          listening = true;
          return () => {
            listening = false;
          };
        },
        clock,
        emit: happened.emit,
      },
      stop.signal,
    );
  const health = async () => {
    const [{ address } = { address: "" }] = await happened.times("listening");
    return {
      address,
      ask: async (path: string) => {
        const response = await fetch(`${address}${path}`);
        return { status: response.status, body: await response.text() };
      },
    };
  };

  it("an invalid reload keeps running what runs, and says why", async () => {
    const running = begin([vault("one")]);
    await happened.times("ticked", 1, "one");
    reload = () => {
      throw new ConfigurationError("yield-keeper.json", ['"tickSeconds": too small'], "Correct it.");
    };
    hangUp();
    const [failed] = await happened.times("reload-failed");
    expect(failed?.error.message).to.include("tickSeconds");
    clock.advance(300);
    await happened.times("ticked", 2, "one");
    expect(happened.of("one").filter((type) => type === "opening")).to.have.length(1);
    stop.abort();
    await running;
    expect(listening).to.equal(false);
  });

  it("a valid one tells what changed", async () => {
    const running = begin([vault("one")]);
    await happened.times("ticked", 1, "one");
    reload = () => [vault("one", { settings: { tickSeconds: 60 } }), vault("two")];
    hangUp();
    const [reloaded] = await happened.times("reloaded");
    expect(reloaded?.changes).to.deep.equal(["two: added", "one: tickSeconds"]);
    await happened.times("ticked", 1, "two");
    stop.abort();
    await running;
  });

  it("one that comes while vaults are being opened is not lost", async () => {
    let open: () => void = () => undefined;
    const running = begin([vault("one", { opening: () => new Promise((resolve) => (open = resolve)) })]);
    await happened.times("opening");
    reload = () => [vault("one"), vault("two")];
    hangUp();
    open();
    await happened.times("ticked", 1, "two");
    stop.abort();
    await running;
  });

  it("ends the tick that runs when it is told to stop, and closes everything", async () => {
    let finish: (error: Error) => void = () => undefined;
    let told: AbortSignal | undefined;
    let collects: () => void = () => undefined;
    const collecting = new Promise<void>((resolve) => (collects = resolve));
    const busy = vault("busy", {
      opening: async (listeners) => {
        told = listeners.stop;
      },
      collect: () => {
        collects();
        return new Promise((_resolve, reject) => (finish = reject));
      },
    });
    const running = begin([busy], { port: 0, host: "127.0.0.1" });
    await collecting;
    stop.abort();
    await happened.times("stopping");
    expect(told?.aborted).to.equal(true);
    const { address, ask } = await health();
    expect(await ask("/health")).to.include({ status: 200 });
    expect(happened.of("busy")).to.deep.equal(["opening", "leading"]);
    finish(new Error("the node went away"));
    await running;
    expect(happened.of("busy")).to.deep.equal(["opening", "leading", "tick-failed", "stopped"]);
    expect(await fetch(`${address}/health`).catch(() => null)).to.equal(null);
  });

  it("does not hear any more what a node says of a vault that was taken out meanwhile", async () => {
    let answer: (account: SigningAccount) => void = () => undefined;
    const slow = new Promise<SigningAccount>((resolve) => {
      answer = resolve;
    });
    const running = begin([vault("gone", { readAccount: () => slow }), vault("stays")], { port: 0, host: "127.0.0.1" });
    const { ask } = await health();
    await happened.times("rpc", 1, "gone");
    reload = () => [vault("stays")];
    hangUp();
    await happened.times("stopped", 1, "gone");
    answer({ address: "0xa1", balanceWei: 1n, rebalanceCostWei: 1n });
    await slow;
    expect((await ask("/metrics")).body).to.not.match(/^yield_keeper_(key_balance_wei|leader).*gone/m);
    expect(happened.all.filter(({ type }) => type === "account")).to.deep.equal([]);
    stop.abort();
    await running;
  });

  it("health turns 503 when ticks stop", async () => {
    let collects = 0;
    let giveUp: (error: Error) => void = () => undefined;
    const hanging = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    hanging.catch(() => undefined);
    const vaultThatHangs = vault("hangs", { collect: () => (++collects === 1 ? Promise.reject(new Error("first")) : hanging) });
    const running = begin([vaultThatHangs], { port: 0, host: "127.0.0.1" });
    const { ask } = await health();
    await happened.times("tick-failed", 1, "hangs");
    expect(await ask("/health")).to.include({ status: 200 });
    clock.advance(300);
    clock.advance(601);
    const { status, body } = await ask("/health");
    expect(status).to.equal(503);
    expect(JSON.parse(body)).to.deep.include({ status: "failing" });
    expect(JSON.parse(body).vaults[0]).to.include({ name: "hangs", role: "leader", lastTickStatus: "failed", lastError: "first" });
    stop.abort();
    giveUp(new Error("at last"));
    await running;
  });

  it("is ready while every vault is kept or could be, and its last tick did not fail", async () => {
    let isDown = false;
    const shaky = vault("shaky", {
      opening: async ({ standby }) => {
        if (isDown) throw new Error("down");
        standby?.onWaiting();
      },
    });
    const running = begin([shaky, vault("sound")], { port: 0, host: "127.0.0.1" });
    const { ask } = await health();
    await happened.times("ticked", 1, "shaky");
    await happened.times("ticked", 1, "sound");
    expect(await ask("/ready")).to.include({ status: 200 });
    expect((await ask("/metrics")).body).to.match(/yield_keeper_ticks_total\{vault="sound",status="held"\} 1/);
    isDown = true;
    reload = () => [
      vault("shaky", { settings: { tickSeconds: 60 }, opening: async () => Promise.reject(new Error("down")) }),
      vault("sound"),
    ];
    hangUp();
    await happened.times("restarting", 1, "shaky");
    const { status, body } = await ask("/ready");
    expect(status).to.equal(503);
    expect(JSON.parse(body).vaults).to.deep.include.members([
      {
        name: "shaky",
        vault: null,
        role: "restarting",
        lastTickAt: null,
        lastTickStatus: null,
        lastError: "down",
        pendingTransactions: null,
      },
    ]);
    expect(await ask("/health")).to.include({ status: 200 });
    expect(await ask("/metrics")).to.include({ status: 200 });
    stop.abort();
    await running;
  });

  it("opens the API beside the vaults, passes on why it could not answer, and closes it at the end", async () => {
    let fail: (error: Error) => void = () => undefined;
    let closed = false;
    const openApi: DaemonOptions["openApi"] = async ({ onFailure }) => {
      fail = onFailure;
      return {
        url: "http://127.0.0.1:9470",
        close: async () => {
          closed = true;
        },
      };
    };
    const running = begin([vault("one")], null, openApi);
    const [listening] = await happened.times("listening");
    expect(listening).to.deep.equal({ type: "listening", what: "api", address: "http://127.0.0.1:9470" });
    fail(new Error("no answer"));
    const [failed] = await happened.times("api-failed");
    expect(failed?.error.message).to.equal("no answer");
    await happened.times("ticked");
    expect(closed).to.equal(false);
    stop.abort();
    await running;
    expect(closed).to.equal(true);
  });
});
