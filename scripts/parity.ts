import { readFileSync } from "node:fs";
import { decodeRecording, InvalidRecordingError } from "../bot/backtest/replay/recording.ts";
import { isParity, type ReplayReport, replayRecording } from "../bot/backtest/replay/replayRecording.ts";
import { KeeperError } from "../bot/core/errors.ts";

/**
 * Replays a recorded run through the backtester and says whether it decides the same and comes to the same money; ends with 1 where it does not.
 *
 *   npm run demo -- --record run.json && npm run parity -- run.json [--json]
 */
const args = process.argv.slice(2);
const [file] = args.filter((arg) => arg !== "--json");
if (file === undefined) {
  process.stderr.write("usage: npm run parity -- <recording> [--json]\n");
  process.exit(2);
}
try {
  const report = replayRecording(decodeRecording(contentOf(file)));
  process.stdout.write(args.includes("--json") ? `${JSON.stringify({ parity: isParity(report), ...report })}\n` : textOf(report));
  process.exitCode = isParity(report) ? 0 : 1;
} catch (error) {
  if (!(error instanceof KeeperError)) throw error;
  process.stderr.write(`error: ${error.message}. ${error.remedy}\n`);
  process.exitCode = error.exitCode;
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new InvalidRecordingError(`${path} cannot be read`, error);
  }
}

function textOf(report: ReplayReport): string {
  const { ticks, rebalances, gas } = report;
  const bps = (value: number) => `${value.toFixed(6)} bps`;
  const usd = (value: number) => `${value.toFixed(4)} USD`;
  return [
    `${report.strategy}: ${ticks} ticks, ${rebalances} rebalances`,
    `decided again from what was recorded: ${report.decidedAgain} of ${ticks}, byte for byte`,
    `decided the same by the simulated vault: ${report.sameDecisions} of ${ticks}; amounts within ${bps(report.greatestMoveDifferenceBps)}`,
    `net asset value within ${bps(report.greatestNavDifferenceBps)} of the chain's, which earned ${report.earnedBps.toFixed(3)} bps`,
    `positions within ${bps(report.greatestExecutionDifferenceBps)} of their targets, ${report.longestExecutionSeconds} s after the decision at most`,
    `gas: expected ${usd(gas.expectedUsd)}, paid ${usd(gas.paidUsd)}, simulated ${usd(gas.simulatedUsd)}`,
    ...report.differences,
    isParity(report) ? "parity" : "NO parity",
    "",
  ].join("\n");
}
