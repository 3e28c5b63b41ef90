import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { walkForwardForecast } from "../../../bot/predict/training/evaluateForecast.ts";
import { realFile } from "../../observe/history/csvFiles.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { at } from "./madeUpHistory.ts";

/** A folder with the real hours of the third versions of Aave and Compound: enough to learn from, and quickly read. */
async function thirdVersions(file: string): Promise<string> {
  const [header, ...lines] = gunzipSync(await readFile(file))
    .toString()
    .split("\n");
  const folder = await createTestFolder();
  const kept = lines.filter((line) => /,(aave|compound)-v3,/.test(line));
  await writeFile(path.join(folder, "lending_hourly.csv"), `${[header, ...kept].join("\n")}\n`);
  return folder;
}

describe("models on the history of lending markets", () => {
  it("the linear one beats persistence at both horizons, walking forward over 2023-07 to 2024-02", async function () {
    const file = realFile("lending_hourly.csv.gz");
    if (file === null) {
      console.log("      skipped: ../shared/data with lending_hourly.csv.gz is not here");
      return this.skip();
    }
    const { json } = await walkForwardForecast({
      data: await thirdVersions(file),
      fromSeconds: at("2023-07-01"),
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
      expect(pooled?.samples, horizon).above(5_000);
      expect(pooled?.relativeMae, horizon).below(0.97);
      expect(pooled?.pinballRatio, horizon).below(0.92);
      expect(pooled?.coverage80, horizon).within(0.77, 0.83);
    }
  });
});
