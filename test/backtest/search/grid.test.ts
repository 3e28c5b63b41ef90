import { expect } from "chai";
import { UnknownContenderError } from "../../../bot/backtest/contenders.ts";
import { ParameterError } from "../../../bot/backtest/search/errors.ts";
import { parseAxis, type SweepAxis, trialJobs } from "../../../bot/backtest/search/grid.ts";
import { PARAMETERS, parseParameter } from "../../../bot/backtest/search/parameters.ts";
import { DEFAULT_POLICY } from "../../../bot/decide/policy.ts";
import { SPEC } from "./sweeps.ts";

const jobsOf = (axes: readonly SweepAxis[], ground = "g", spec = SPEC) => trialJobs({ spec, contender: "persistence", axes }, ground);

describe("backtest: the grid of a sweep", () => {
  it("has every combination once, the last parameter varying quickest, each a whole backtest", () => {
    const jobs = jobsOf([parseAxis("marginBps=1,2"), parseAxis("capitalUsd=1e5,1e6"), parseAxis("paybackSeconds=none,604800")]);
    expect(jobs.map(({ point }) => Object.values(point).join(" "))).deep.equal(
      [1, 2].flatMap((margin) => [1e5, 1e6].flatMap((capital) => ["", 604_800].map((payback) => `${margin} ${capital} ${payback}`))),
    );
    for (const { spec, point } of jobs) {
      expect(spec).deep.equal({
        ...SPEC,
        contenders: ["persistence"],
        capitalUsd: point.capitalUsd,
        policy: { marginBps: point.marginBps, paybackSeconds: point.paybackSeconds },
      });
    }
    expect(jobs.map((job) => JSON.parse(JSON.stringify(job)))).deep.equal(jobs);
  });

  it("names a job by all that decides what comes of it, and by nothing else", () => {
    const axes = [parseAxis("marginBps=1,2")];
    const ids = jobsOf(axes).map(({ id }) => id);
    expect(ids[0])
      .match(/^[0-9a-f]{64}$/)
      .not.equal(ids[1]);
    const idsOf = (changed: Partial<typeof SPEC>, ground = "g") => jobsOf(axes, ground, { ...SPEC, ...changed }).map(({ id }) => id);
    expect(idsOf({ source: { kind: "folder", folder: "elsewhere" }, contenders: ["ml"] })).deep.equal(ids);
    expect(jobsOf([parseAxis("marginBps=2")])[0]?.id).equal(ids[1]);
    for (const other of [
      idsOf({ capitalUsd: 2 }),
      idsOf({ policy: { slackBps: 2 } }),
      idsOf({ toSeconds: 1 }),
      idsOf({ seed: 2 }),
      idsOf({}, "another past"),
      trialJobs({ spec: SPEC, contender: "hold-best", axes }, "g").map(({ id }) => id),
    ]) {
      expect(other).not.include.oneOf(ids);
    }
  });

  it("knows every field of the policy and takes its default value", () => {
    for (const [name, value] of Object.entries(DEFAULT_POLICY)) {
      expect(PARAMETERS).include(name);
      expect(parseParameter(name, String(value ?? "none"))).equal(value);
    }
  });

  it("refuses what there is not, saying what there is", () => {
    const wrong: readonly (readonly [text: string, message: RegExp, remedy: RegExp])[] = [
      ["margin=1", /no parameter "margin"/, /marginBps/],
      ["toString=1", /no parameter "toString"/, /marginBps/],
      ["marginBps", /no parameter with its values/, /marginBps=1,2,5/],
      ["marginBps=1,x", /marginBps cannot be "x"/, /from 0 to 10000/],
      ["marginBps=1,", /marginBps cannot be ""/, /from 0 to 10000/],
      ["marginBps=none", /marginBps cannot be "none"/, /from 0 to 10000/],
      ["pessimism=1.5", /pessimism cannot be "1.5"/, /from 0 to 1/],
      ["horizonSeconds=3600", /horizonSeconds cannot be "3600"/, /86400, 604800/],
      ["everySeconds=60", /everySeconds cannot be "60"/, /3600, 21600, 86400/],
      ["cooldownSeconds=1.5", /cooldownSeconds cannot be "1.5"/, /whole number/],
      ["paybackSeconds=0", /paybackSeconds cannot be "0"/, /"none" for the horizon/],
    ];
    for (const [text, message, remedy] of wrong) {
      expect(() => parseAxis(text), text)
        .throws(ParameterError, message)
        .with.property("remedy")
        .matches(remedy);
    }
    expect(() => jobsOf([parseAxis("marginBps=1,2"), parseAxis("marginBps=3")])).throws(ParameterError, "given twice");
    expect(() => jobsOf([parseAxis("marginBps=1,1.0")])).throws(ParameterError, "one and the same value twice");
    expect(() => jobsOf(["slackBps", "marginBps"].map((name) => ({ name, values: Array.from({ length: 400 }, (_, i) => i) })))).throws(
      ParameterError,
      "160000 points is too many",
    );
    expect(() => trialJobs({ spec: SPEC, contender: "nobody", axes: [] }, "g")).throws(UnknownContenderError);
  });
});
