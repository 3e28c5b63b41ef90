import { expect } from "chai";
import { Command } from "commander";
import { DEFAULT_CONTENDERS } from "../../bot/backtest/contenders.ts";
import { addContendersOption, addSpecOptions, type SpecOptions, specOf } from "../../bot/cli/backtestOptions.ts";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000;

function parsed(args: readonly string[]): SpecOptions & { readonly contenders: readonly string[] } {
  const command = addContendersOption(addSpecOptions(new Command("test")))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return command.parse(args, { from: "user" }).opts();
}

const read = (args: readonly string[]) => {
  const options = parsed(args);
  return specOf(options, options.contenders);
};

describe("cli: the options of a backtest", () => {
  it("are the keeper's own settings on the database, unless others are given", () => {
    expect(read([])).deep.equal({
      source: { kind: "database" },
      universe: "stablecoins",
      fromSeconds: null,
      toSeconds: null,
      capitalUsd: 1_000_000,
      everySeconds: 3_600,
      feeModel: { kind: "gas" },
      gasMultiplier: 1,
      prices: "par",
      contenders: DEFAULT_CONTENDERS,
      policy: {},
      relativeCapBps: 6_000,
      leastSupplyUsd: 20_000_000,
      flows: [],
      members: ["linear", "boosted", "bilstm", "transformer"],
      riskFreeApr: 0.025,
      seed: 1,
    });
  });

  it("say everything that a backtest can be told", () => {
    const args =
      "--synthetic 20x365 --seed 7 --from 2023-02-01 --to 2023-06-01 --capital 5e5 --universe all --every 6h --fee-model flat:0.003 --prices closing " +
      "--cap-bps 2500 --least-supply 1000000 --members linear,boosted --risk-free 3 --gas-multiplier 2.5 --contenders ml,idle " +
      "--flow 2023-02-15:-250000 --flow 2023-03-01:1000.5 --policy marginBps=2 --policy paybackSeconds=none";
    expect(read(args.split(" "))).deep.equal({
      source: { kind: "synthetic", markets: 20, days: 365, seed: 7 },
      universe: "all",
      fromSeconds: day("2023-02-01"),
      toSeconds: day("2023-06-01"),
      capitalUsd: 500_000,
      everySeconds: 21_600,
      feeModel: { kind: "flat", fraction: 0.003 },
      gasMultiplier: 2.5,
      prices: "closing",
      contenders: ["ml", "idle"],
      policy: { marginBps: 2, paybackSeconds: null },
      relativeCapBps: 2_500,
      leastSupplyUsd: 1_000_000,
      flows: [
        { atSeconds: day("2023-02-15"), usd: -250_000 },
        { atSeconds: day("2023-03-01"), usd: 1000.5 },
      ],
      members: ["linear", "boosted"],
      riskFreeApr: 0.03,
      seed: 7,
    });
    expect(read(["--data", "history"]).source).deep.equal({ kind: "folder", folder: "history" });
  });

  const wrong: readonly (readonly [args: string, says: RegExp])[] = [
    ["--synthetic 3", /--synthetic.*20x365/],
    ["--synthetic 0x3", /--synthetic.*20x365/],
    ["--synthetic 3x3 --data history", /--synthetic.*--data/],
    ["--from 2023-02-30", /--from 2023-02-30 is no time/],
    ["--from 2023-02-01T01:00Z", /--from 2023-02-01T01:00Z is not the start of a day/],
    ["--from 2023-02-01 --to 2023-02-01", /--to must be later than --from/],
    ["--capital 0", /--capital.*from 1 to/],
    ["--universe dex", /--universe.*stablecoins, all/],
    ["--every 2h", /--every.*1h, 6h, 1d/],
    ["--fee-model flat:0.01", /--fee-model.*0.0049/],
    ["--fee-model flat", /--fee-model.*flat:0.003/],
    ["--prices open", /--prices.*par, closing/],
    ["--cap-bps 0", /--cap-bps.*from 1 to 10000/],
    ["--cap-bps 1.5", /--cap-bps.*whole number/],
    ["--least-supply x", /--least-supply.*from 0 to/],
    ["--members tree", /--members.*linear, boosted/],
    ["--risk-free x", /--risk-free.*from -10 to 100/],
    ["--gas-multiplier -1", /--gas-multiplier.*from 0 to 1000/],
    ["--seed 1.5", /--seed.*whole number/],
    ["--contenders nobody", /--contenders.*Choose of: ml, equal-weight/],
    ["--contenders ml,ml", /--contenders.*once/],
    ["--flow 2023-02-01", /--flow.*2023-01-15:-250000/],
    ["--flow 2023-02-30:1", /--flow.*is no time/],
    ["--from 2023-02-01 --flow 2023-01-01:1", /--flow is not in the time/],
    ["--policy margin=1", /--policy.*marginBps/],
    ["--policy capitalUsd=1", /--policy.*marginBps/],
    ["--policy pessimism=2", /--policy.*pessimism cannot be "2". Give a number from 0 to 1/],
  ];
  for (const [args, says] of wrong) {
    it(`refuse ${args}, saying what is allowed`, () => {
      expect(() => read(args.split(" "))).throws(Error, says);
    });
  }
});
