import { expect } from "chai";
import fc from "fast-check";
import { lanes } from "../../../bot/predict/training/lanes.ts";

describe("lanes", () => {
  it("never run more than so many at once, begin in order, and answer each with its own, whatever fails", async () => {
    const work = fc.record({ turns: fc.integer({ min: 0, max: 5 }), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(work, { maxLength: 20 }), async (parallel, works) => {
        const lane = lanes(parallel);
        const begun: number[] = [];
        let running = 0;
        let most = 0;
        const answers = await Promise.allSettled(
          works.map(({ turns, fails }, number) =>
            lane(async () => {
              begun.push(number);
              running += 1;
              most = Math.max(most, running);
              for (let turn = 0; turn < turns; turn++) await Promise.resolve();
              running -= 1;
              if (fails) throw number;
              return number;
            }),
          ),
        );
        expect(begun).deep.equal([...works.keys()]);
        expect(most).most(parallel);
        expect(answers).deep.equal(
          works.map(({ fails }, number) => (fails ? { status: "rejected", reason: number } : { status: "fulfilled", value: number })),
        );
      }),
    );
  });

  it("use every lane", async () => {
    const lane = lanes(3);
    let running = 0;
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 6 }, () =>
        lane(async () => {
          running += 1;
          await new Promise((resume) => setImmediate(resume));
          seen.push(running);
          running -= 1;
        }),
      ),
    );
    expect(Math.max(...seen)).equal(3);
  });
});
