import { expect } from "chai";
import { createTickBells } from "../../bot/daemon/tickBells.ts";
import { SAMPLE_VAULT } from "../store/samples.ts";
import { StandingClock } from "./support.ts";

const KEY = { chainId: 1, vault: SAMPLE_VAULT };

describe("daemon: bells for ticks", () => {
  const asleep = (sleep: Promise<void>) => {
    const state = { awake: false };
    void sleep.then(() => {
      state.awake = true;
    });
    return state;
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

  it("wake a loop that was rung while it was busy, after its rest, and once only", async () => {
    const bells = createTickBells();
    const clock = new StandingClock();
    const bell = bells.hang(KEY, clock);
    expect(bells.ring({ ...KEY, vault: SAMPLE_VAULT.toLowerCase() })).to.equal(true);
    const first = asleep(bell.clock.sleep(300_000));
    await settled();
    expect(clock.waits).to.include(15);
    clock.advance(14);
    await settled();
    expect(first.awake).to.equal(false);
    clock.advance(1);
    await settled();
    expect(first.awake).to.equal(true);

    const second = asleep(bell.clock.sleep(300_000));
    clock.advance(299);
    await settled();
    expect(second.awake).to.equal(false);
    bells.ring(KEY);
    await settled();
    expect(second.awake).to.equal(true);
  });

  it("hang only while their loop turns, and the last one that was hung rings", async () => {
    const bells = createTickBells();
    const clock = new StandingClock();
    expect(bells.ring(KEY)).to.equal(false);
    const old = bells.hang(KEY, clock);
    const fresh = bells.hang(KEY, clock);
    old.release();
    expect(bells.ring(KEY)).to.equal(true);
    fresh.release();
    expect(bells.ring(KEY)).to.equal(false);
  });

  it("let a loop be stopped while it rests", async () => {
    const bells = createTickBells();
    const clock = new StandingClock();
    const bell = bells.hang(KEY, clock);
    const stop = new AbortController();
    bells.ring(KEY);
    const rest = bell.clock.sleep(300_000, stop.signal);
    await settled();
    stop.abort();
    await rest;
  });
});
