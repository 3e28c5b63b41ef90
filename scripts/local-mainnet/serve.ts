import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { parseUnits } from "ethers";
import { KeeperError } from "../../bot/core/errors.ts";
import { type Relay, startRelay } from "../relay/startRelay.ts";
import { developmentAccounts } from "./accounts.ts";
import { CANONICAL } from "./addresses.ts";
import { InvalidOptionError } from "./errors.ts";
import { createFunding } from "./funding.ts";
import { createLife, type Life } from "./life/createLife.ts";
import { DAY } from "./life/processes.ts";
import { DEVELOPMENT_ACCOUNT_COUNT } from "./network.ts";
import { type LocalMainnet, startLocalMainnet } from "./startLocalMainnet.ts";
import { type SubgraphServer, serveSubgraph } from "./subgraph/subgraphServer.ts";

const HELP = `A mainnet on this machine: chain id 1, protocols at their mainnet addresses, actors that move the rates.

  npm run local-mainnet -- [options]

  --port N           port on 127.0.0.1 (default 8545)
  --subgraph-port N  port of its Uniswap V3 subgraph (default 8000)
  --relay-port N     port of a Flashbots-like relay, which makes a block every 12 s while it has bundles (default: no relay)
  --seed S           seed of the actors' behaviour (default 1)
  --days N           days of history before it serves (default 0)
  --live             time and actors go on in real time, a block every few seconds
  --help             this text

  npm run local-mainnet -- --days 7 --live
  npm run local-mainnet -- --port 9545 --seed 42
`;

const LIVE_BLOCK_MILLISECONDS = 4_000;

/** As on mainnet. */
const RELAY_SLOT_MILLISECONDS = 12_000;

/** What each development account holds. */
const ACCOUNT_USDC = parseUnits("1000000", 6);

interface ServeOptions {
  readonly port: number;
  readonly subgraphPort: number;
  /** Null for no relay. */
  readonly relayPort: number | null;
  readonly seed: string;
  readonly days: number;
  readonly live: boolean;
}

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === null) {
    process.stdout.write(HELP);
    return;
  }
  // History ends now, so that whoever compares the head with the clock finds it fresh.
  const nowSeconds = Math.floor(Date.now() / 1000);
  const chain = await startLocalMainnet({ port: options.port, startTimeSeconds: nowSeconds - options.days * DAY });
  const stop = stopSignal();
  let subgraph: SubgraphServer | null = null;
  let relay: Relay | null = null;
  try {
    subgraph = await serveSubgraph({ provider: chain.provider, port: options.subgraphPort });
    if (options.relayPort !== null) {
      relay = await startRelay({ provider: chain.provider, slotMilliseconds: RELAY_SLOT_MILLISECONDS, port: options.relayPort });
    }
    const life = await createLife({ provider: chain.provider, seed: options.seed });
    await fundAccounts(chain);
    await passHistory(life, options.days, stop);
    if (!stop.aborted) {
      printChain(chain, { subgraphUrl: subgraph.url, relayUrl: relay?.url ?? null }, options);
      await (options.live ? liveOn(life, relay, stop) : waitForever(stop));
    }
  } finally {
    await relay?.close();
    await subgraph?.close();
    await chain.close();
  }
  process.stdout.write("\nStopped.\n");
}

/** Null when only help is wanted. */
function readOptions(args: readonly string[]): ServeOptions | null {
  const { values } = parseOptions(args);
  if (values.help) return null;
  return {
    port: wholeNumber("--port", values.port, 0, 65_535),
    subgraphPort: wholeNumber("--subgraph-port", values["subgraph-port"], 0, 65_535),
    relayPort: values["relay-port"] === undefined ? null : wholeNumber("--relay-port", values["relay-port"], 0, 65_535),
    seed: values.seed,
    days: wholeNumber("--days", values.days, 0, 365),
    live: values.live,
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "8545" },
        "subgraph-port": { type: "string", default: "8000" },
        "relay-port": { type: "string" },
        seed: { type: "string", default: "1" },
        days: { type: "string", default: "0" },
        live: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new InvalidOptionError("The command line", args.join(" "), `what --help lists (${(error as Error).message.split("\n")[0]})`);
  }
}

function wholeNumber(option: string, value: string, least: number, greatest: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > greatest) {
    throw new InvalidOptionError(option, value, `a whole number from ${least} to ${greatest}`);
  }
  return number;
}

/** Aborts at Ctrl-C or when the system asks the process to end. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

async function fundAccounts({ provider }: LocalMainnet): Promise<void> {
  const funding = createFunding(provider);
  for (const { address } of developmentAccounts(DEVELOPMENT_ACCOUNT_COUNT)) await funding.usdc(address, ACCOUNT_USDC);
}

async function passHistory(life: Life, days: number, stop: AbortSignal): Promise<void> {
  for (let day = 1; day <= days && !stop.aborted; day++) {
    await life.advance(DAY);
    if (process.stderr.isTTY) process.stderr.write(`\rhistory: day ${day} of ${days}${day === days ? "\n" : ""}`);
    else process.stderr.write(`history: day ${day} of ${days}\n`);
  }
}

async function liveOn(life: Life, relay: Relay | null, stop: AbortSignal): Promise<void> {
  let lastMilliseconds = Date.now();
  while (await waitFor(LIVE_BLOCK_MILLISECONDS, stop)) {
    const elapsedSeconds = Math.floor((Date.now() - lastMilliseconds) / 1000);
    lastMilliseconds += elapsedSeconds * 1000;
    const advance = () => life.advance(elapsedSeconds);
    await (relay === null ? advance() : relay.betweenBlocks(advance));
  }
}

/** False when stopped before the time is over. */
function waitFor(milliseconds: number, stop: AbortSignal): Promise<boolean> {
  return setTimeout(milliseconds, true, { signal: stop }).catch(() => false);
}

function waitForever(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => stop.addEventListener("abort", () => resolve(), { once: true }));
}

function printChain(
  { rpcUrl }: LocalMainnet,
  { subgraphUrl, relayUrl }: { readonly subgraphUrl: string; readonly relayUrl: string | null },
  { seed, days, live }: ServeOptions,
): void {
  const accounts = developmentAccounts(DEVELOPMENT_ACCOUNT_COUNT);
  const lines = [
    `Local mainnet at ${rpcUrl} (chain id 1, seed ${seed}, ${days} days of history, ${live ? "live" : "blocks only when transactions come"})`,
    `Its Uniswap V3 subgraph at ${subgraphUrl}`,
    ...(relayUrl === null ? [] : [`Its Flashbots-like relay at ${relayUrl}`]),
    "",
    "Contracts",
    ...Object.values(CANONICAL).map(({ address, label }) => `  ${address}  ${label}`),
    "",
    "Accounts with 10,000 ETH and 1,000,000 USDC each (their keys are public: for development only)",
    ...accounts.map(({ address, privateKey }) => `  ${address}  ${privateKey}`),
    "",
    "Ctrl-C stops it.",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof KeeperError)) throw error;
  process.stderr.write(`${error.message}. ${error.remedy}\n`);
  process.exitCode = error.exitCode;
}
