import { setImmediate } from "node:timers/promises";
import { expect } from "chai";
import { modelNights } from "../../../bot/predict/online/modelNights.ts";

describe("nights beside ticks", () => {
  it("go on while ticks do, one at a time, and are told to stop before the keeper closes", async () => {
    const begun: number[] = [];
    let stopped = false;
    const nights = modelNights({
      nightly: async (nowSeconds, stop) => {
        begun.push(nowSeconds);
        while (!stop.aborted) await setImmediate();
        await setImmediate();
        stopped = true;
        return [];
      },
    });
    nights.begin(1);
    nights.begin(2);
    expect(begun).deep.equal([1]);
    await nights.close();
    expect(stopped).equal(true);
  });

  it("that fail are told of, and the next tick asks again", async () => {
    const failures: string[] = [];
    const failing = { nightly: async (nowSeconds: number) => Promise.reject(new Error(`night ${nowSeconds}`)) };
    const nights = modelNights(failing, (error) => failures.push(error.message));
    for (const now of [1, 2]) {
      nights.begin(now);
      await setImmediate();
    }
    await nights.close();
    expect(failures).deep.equal(["night 1", "night 2"]);
  });
});
