import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { scryptKeystore } from "../execute/signers/keystores.ts";
import { createTestDatabase, createTestFolder } from "../store/testStore.ts";
import { startCommand } from "./support/command.ts";
import { type VisibleProcess, watchProcesses } from "./support/descendants.ts";
import { type KeptVault, MARKETS, useKeptVault } from "./support/keptVault.ts";

const stranger = Wallet.createRandom();
const deployer = Wallet.createRandom();
const PASSWORD = "correct-horse-battery";
const DEPLOYER_PASSWORD = "staple-correct-horse";
const TOKEN = "sign-here-token-4711";
const RPC_KEY = "rpc-secret-api-key";
const DATABASE_PASSWORD = "hunter2222";
const BAD_KEY = "0x5eC4e75eC4e75eC4e75eC4e75eC4e75eC4e75eC4e75eC4e75eC4e75eC4e7bad";

const VAULT = "0x00000000000000000000000000000000DeaDBeef";

interface Situation {
  readonly what: string;
  readonly args: readonly string[];
  readonly signer?: unknown;
  /** Whose key is in the keystore. */
  readonly privateKey?: () => string;
  readonly environment?: () => Record<string, string> | Promise<Record<string, string>>;
  readonly exitCode: number;
  /** A sign that what was meant to happen has happened, in what is printed. */
  readonly told: RegExp;
}

/** What others could see of a command. */
interface Observation {
  readonly exitCode: number | null;
  readonly printed: string;
  /** Every file that it left, but those it was given. */
  readonly written: readonly string[];
  readonly processes: readonly VisibleProcess[];
  readonly pid: number | undefined;
}

/** Processes at once: a command spends half of its time loading. */
const CONCURRENCY = 3;

const ownKey = () => stranger.privateKey;

/** All of them at once: those a command does not need are to be as safe as those it does. */
const everySecret = (dead: number): Record<string, string> => ({
  KEEPER_DEBUG: "1",
  KEEPER_VAULT: VAULT,
  KEEPER_PRIVATE_KEY: stranger.privateKey,
  KEEPER_KEYSTORE_PASSWORD: PASSWORD,
  KEEPER_SIGNER_TOKEN: TOKEN,
  DEPLOYER_PRIVATE_KEY: deployer.privateKey,
  DEPLOYER_KEYSTORE_PASSWORD: DEPLOYER_PASSWORD,
  MAINNET_RPC_URL: `http://127.0.0.1:${dead}/v2/${RPC_KEY}`,
});

describe("cli: secrets appear nowhere", () => {
  const keptVault = useKeptVault();
  let vault: KeptVault;
  let echoing: Server;
  let dead: number;

  before(async () => {
    vault = keptVault();
    // A signer, or the proxy before it, that fails and repeats what it was sent.
    echoing = createServer((request, response) => {
      const message = `denied: ${request.headers.authorization} at ${request.url}`;
      response.writeHead(500).end(JSON.stringify({ error: { message } }));
    });
    await new Promise<void>((resolve) => echoing.listen(0, "127.0.0.1", resolve));
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    dead = (closed.address() as AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    startAll();
  });
  after(() => new Promise((resolve) => echoing.close(resolve)));

  const keystore = { kind: "keystore", file: "keeper.json" };
  const kept = async () => ({ ...vault.environment, DATABASE_URL: await createTestDatabase() });

  const situations: readonly Situation[] = [
    {
      what: "a rebalance with the key of a keystore",
      args: ["tick", "--json"],
      signer: keystore,
      privateKey: () => vault.keeper.privateKey,
      environment: async () => ({ ...(await kept()), KEEPER_PRIVATE_KEY: stranger.privateKey }),
      exitCode: 0,
      told: /"kind":"mined"/,
    },
    {
      what: "the key of a keystore without KEEPER_ROLE",
      args: ["tick"],
      signer: keystore,
      environment: kept,
      exitCode: 2,
      told: /has no KEEPER_ROLE/,
    },
    {
      what: "a wrong password",
      args: ["tick", "--json"],
      signer: keystore,
      environment: () => ({ KEEPER_KEYSTORE_PASSWORD: DEPLOYER_PASSWORD }),
      exitCode: 2,
      told: /The password does not open the keystore/,
    },
    {
      what: "an RPC endpoint where nothing answers",
      args: ["run"],
      signer: keystore,
      exitCode: 3,
      told: /No RPC endpoint answered/,
    },
    { what: "a key that is none", args: ["tick"], environment: () => ({ KEEPER_PRIVATE_KEY: BAD_KEY }), exitCode: 2, told: /\n +at / },
    {
      what: "a database that is down",
      args: ["status", "--json"],
      environment: () => ({ DATABASE_URL: `postgresql://keeper:${DATABASE_PASSWORD}@127.0.0.1:${dead}/keeper` }),
      exitCode: 3,
      told: /cannot be reached/,
    },
    { what: "a status out of the embedded database", args: ["status"], exitCode: 0, told: /./ },
    {
      what: "doctor, and a remote signer that repeats what it was sent",
      args: ["doctor", "--json"],
      signer: () => ({ kind: "remote", url: `http://127.0.0.1:${(echoing.address() as AddressInfo).port}/${RPC_KEY}`, address: VAULT }),
      environment: () => ({ DATABASE_URL: `postgresql://keeper:${DATABASE_PASSWORD}@127.0.0.1:${dead}/keeper` }),
      exitCode: 1,
      told: /refused eth_accounts: denied: …/,
    },
    {
      what: "a crash with Node's own report",
      args: ["status"],
      environment: () => ({
        NODE_OPTIONS: `--report-uncaught-exception --import "data:text/javascript,process.stdin;setTimeout(()=>{throw Error('crashed')},1500)"`,
        DATABASE_URL: `postgresql://keeper:${DATABASE_PASSWORD}@10.255.255.1:5432/keeper`,
      }),
      exitCode: 1,
      told: /Error: crashed/,
    },
  ];

  /** Runs the command in a folder of its own, and gathers all that could be seen of it. */
  async function observe({ args, signer = null, privateKey = ownKey, environment = () => ({}) }: Situation): Promise<Observation> {
    const folder = await createTestFolder();
    const settings = { markets: MARKETS, dataFolder: "data", signer: typeof signer === "function" ? signer() : signer };
    const given = { "yield-keeper.json": JSON.stringify(settings), "keeper.json": scryptKeystore(privateKey(), PASSWORD) };
    for (const [name, content] of Object.entries(given)) await writeFile(path.join(folder, name), content);

    const variables = { ...everySecret(dead), ...(await environment()) };
    const { child, result } = startCommand(args, { folder, environment: variables });
    const watched = process.platform === "linux" && child.pid !== undefined ? watchProcesses(child.pid) : null;
    const { exitCode, stdout, stderr } = await result;
    const processes = watched?.stop() ?? [];
    const written = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((file) => file.isFile() && !(file.name in given))
      .map((file) => path.join(file.parentPath, file.name));
    return { exitCode, printed: stdout + stderr, written, processes, pid: child.pid };
  }

  const observations = new Map<Situation, Promise<Observation>>();
  function startAll(): void {
    const lanes: Promise<unknown>[] = Array.from({ length: CONCURRENCY }, () => Promise.resolve());
    for (const [index, situation] of situations.entries()) {
      const observation = Promise.resolve(lanes[index % CONCURRENCY]).then(() => observe(situation));
      // What fails, fails its own test.
      lanes[index % CONCURRENCY] = observation.catch(() => undefined);
      observations.set(situation, observation);
    }
  }

  for (const situation of situations) {
    it(situation.what, async () => {
      const { exitCode, printed, written, processes, pid } = (await observations.get(situation)) as Observation;
      expect(printed).to.match(situation.told);
      expect(exitCode, printed).to.equal(situation.exitCode);
      const secrets = secretsOf((situation.privateKey ?? ownKey)());
      expectNone(secrets, "what was printed", printed);
      for (const file of written) expectNone(secrets, file, await readFile(file, "latin1"));
      if (process.platform === "linux") expectDiscreet(processes, secrets, pid as number);
    });
  }
});

/** As they are given, and as they could be shown otherwise. */
function secretsOf(privateKey: string): readonly string[] {
  const keys = [privateKey, stranger.privateKey, deployer.privateKey, BAD_KEY].map((key) => key.slice(2));
  const others = [PASSWORD, DEPLOYER_PASSWORD, TOKEN, RPC_KEY, DATABASE_PASSWORD];
  return [...keys, ...others].flatMap((secret) => [secret, secret.slice(0, 16), Buffer.from(secret).toString("base64").slice(0, 12)]);
}

function expectNone(secrets: readonly string[], where: string, text: string): void {
  const lower = text.toLowerCase();
  const found = secrets.filter((secret) => lower.includes(secret.toLowerCase()));
  // Told by their number: the text may be a database.
  expect(found.length, `secrets in ${where}`).to.equal(0);
}

/** No secret in any argument; and in an environment only in that of the process that was given it. */
function expectDiscreet(processes: readonly VisibleProcess[], secrets: readonly string[], root: number): void {
  expect(processes.map(({ pid }) => pid)).to.include(root);
  for (const { pid, commandLine, environment } of processes) {
    expectNone(secrets, `the command line of ${commandLine.replaceAll("\0", " ")}`, commandLine);
    if (pid !== root) expectNone(secrets, `the environment of ${commandLine.replaceAll("\0", " ")}`, environment);
  }
}
