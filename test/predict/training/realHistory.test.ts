import path from "node:path";
import { expect } from "chai";
import { walkForwardForecast } from "../../../bot/predict/training/evaluateForecast.ts";
import { realFile } from "../../observe/history/csvFiles.ts";
import { at } from "./madeUpHistory.ts";

describe("models on the history of lending markets", function () {
  // Half a minute on two idle cores.
  this.timeout(600_000);

  it("the linear one beats persistence at both horizons, walking forward over 2022-01 to 2024-02", async function () {
    const file = realFile("lending_hourly.csv.gz");
    if (file === null) {
      console.log("      skipped: ../shared/data with lending_hourly.csv.gz is not here");
      this.skip();
    }
    const { json } = await walkForwardForecast({
      data: path.dirname(file),
      fromSeconds: at("2022-01-01"),
      toSeconds: null,
      nowSeconds: at("2024-06-01"),
      wantsReport: false,
      kinds: ["linear"],
      horizonsSeconds: null,
      seeds: 1,
      checkpointFolder: null,
      onTraining: () => undefined,
    });
    if (!("walkForward" in json)) return expect.fail("it is a model's");
    for (const horizon of ["24h", "7d"]) {
      const pooled = json.walkForward.linear?.horizons[horizon];
      expect(pooled?.samples, horizon).above(40_000);
      expect(pooled?.relativeMae, horizon).below(0.97);
      expect(pooled?.pinballRatio, horizon).below(0.92);
      expect(pooled?.coverage80, horizon).within(0.77, 0.83);
    }
  });
});
