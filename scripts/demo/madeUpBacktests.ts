import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { PROJECT_ROOT } from "../local-mainnet/projectRoot.ts";

/** Two that differ in how often decisions are made: something to compare. The demo's chain has too short a past for one of its own. */
const BACKTESTS = [
  ["--every", "1d", "--save", "decided every day"],
  ["--every", "6h", "--save", "decided every six hours"],
];

const CONTENDERS = "persistence,equal-weight,best-apy";

/** Has the database keep backtests of a made-up past, as an operator would: by `keeper backtest --save`. */
export async function keepMadeUpBacktests(databaseUrl: string): Promise<void> {
  for (const settings of BACKTESTS) {
    await promisify(execFile)(
      process.execPath,
      [path.join(PROJECT_ROOT, "bin", "keeper.js"), "backtest", "--synthetic", "6x120", "--contenders", CONTENDERS, ...settings],
      // Where no configuration of somebody's own keeper is found.
      { cwd: tmpdir(), env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl } },
    );
  }
}
