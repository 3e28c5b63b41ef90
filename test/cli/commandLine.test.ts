import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { createTestFolder } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";
import { expectOneLine, itFails } from "./support/failure.ts";

const COMMANDS = ["run", "tick", "status", "alerts", "observe", "import", "export", "backfill", "deploy", "doctor"];

/** A folder with one file in it. */
async function folderWith(file: string, content: unknown): Promise<string> {
  const folder = await createTestFolder();
  await writeFile(path.join(folder, file), typeof content === "string" ? content : JSON.stringify(content));
  return folder;
}

describe("cli: the command line", () => {
  const usage = { exitCode: 2, name: "UsageError" };
  itFails([
    {
      ...usage,
      what: "a misspelt command",
      args: ["tik"],
      message: /unknown command 'tik' \(Did you mean tick\?\)/,
      remedy: /Run `keeper --help`/,
    },
    {
      ...usage,
      what: "a misspelt option",
      args: ["tick", "--dry-rum"],
      message: /unknown option '--dry-rum' \(Did you mean --dry-run\?\)/,
      remedy: /Run `keeper tick --help`/,
    },
    { ...usage, what: "a word too many", args: ["status", "all"], message: /too many arguments/, remedy: /keeper status --help/ },
    {
      ...usage,
      what: "an option without its value",
      args: ["observe", "--rpc"],
      message: /'--rpc <urls>' argument missing/,
      remedy: /--help/,
    },
    { ...usage, what: "no command, for a program", args: [], message: /no command is named/, remedy: /keeper --help/ },
    {
      exitCode: 2,
      name: "MissingSettingError",
      what: "a count that is none",
      args: ["status", "--last", "ten"],
      message: /--last ten is no count/,
      remedy: /whole number/,
    },
  ]);

  it("says it in one line to a person, too", async () => {
    const result = await runCommand(["tik"]);
    expectOneLine(result, { exitCode: 2, message: /'tik' \(Did you mean tick\?\)/, remedy: /keeper --help/ });
    expect(result.stdout).to.equal("");
  });

  it("shows a person the whole help when no command is named", async () => {
    const { exitCode, stdout, stderr } = await runCommand([]);
    expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: "" });
    expect(stderr).to.match(/^Usage: keeper/);
    for (const command of COMMANDS) expect(stderr).to.match(new RegExp(`^  ${command} `, "m"));
  });

  it("explains every command with examples", async () => {
    const results = await Promise.all(COMMANDS.map((command) => runCommand([command, "--help"])));
    for (const [index, { exitCode, stdout, stderr }] of results.entries()) {
      expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: "" });
      expect(stdout)
        .to.match(new RegExp(`^Usage: keeper ${COMMANDS[index]} `))
        .and.to.match(/Examples?:\n {2}\$ npx keeper /);
    }
  });

  it("ends quietly when its reader has gone", async () => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "../../bin/keeper.js"), "--help"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk;
    });
    const [exitCode] = await once(child, "close");
    expect(stderr).to.equal("");
    expect(exitCode).to.equal(0);
  });

  it("turns an old Node away in words", async () => {
    const pretend = "Object.defineProperty(process,'versions',{value:{node:'20.20.2'}})";
    const result = await runCommand(["tick"], { environment: { NODE_OPTIONS: `--import=data:text/javascript,${pretend}` } });
    expect(result).to.include({ exitCode: 2, stdout: "" });
    expect(result.stderr).to.match(/^keeper needs Node 22.18 or newer, this is 20.20.2. Run it as "npx keeper".*\n$/);
  });
});

describe("cli: the configuration", () => {
  const wrong = { exitCode: 2, name: "ConfigurationError", args: ["observe"] };
  const file = (content: unknown) => async () => ({ folder: await folderWith("yield-keeper.json", content) });
  itFails([
    { ...wrong, what: "bad JSON", options: file("{ chainId: 1 }"), message: /not valid JSON/, remedy: /yield-keeper.example.json/ },
    { ...wrong, what: "no object", options: file([1]), message: /must hold one JSON object/, remedy: /yield-keeper.example.json/ },
    {
      ...wrong,
      what: "an unknown key and a bad value, both named",
      options: file({ decision: { marginBp: 1 }, tickSeconds: 1 }),
      message: /unknown key "decision.marginBp".*"tickSeconds": |"tickSeconds": .*unknown key "decision.marginBp"/,
      remedy: /Correct these keys/,
    },
    { ...wrong, what: "an unsupported chain", options: file({ chainId: 5 }), message: /"chainId": no address book/, remedy: /Correct/ },
    {
      ...wrong,
      what: "a file that is not there",
      args: ["--config", "elsewhere.json", "observe"],
      message: /elsewhere.json: the file cannot be read/,
      remedy: /Check that .*\/elsewhere.json exists/,
    },
    {
      ...wrong,
      what: "an RPC endpoint that is no URL",
      args: ["--rpc", "localhost:8545", "observe"],
      message: /"rpcUrls.0": it must be an http or https URL/,
      remedy: /Correct/,
    },
    {
      ...wrong,
      what: "a vault that is no address",
      args: ["--vault", "0x12", "tick"],
      message: /"vault": it must be an Ethereum address/,
      remedy: /Correct/,
    },
    {
      ...wrong,
      what: "a database that is not PostgreSQL, without repeating its password",
      options: () => ({ environment: { DATABASE_URL: "mysql://keeper:hunter22@127.0.0.1/keeper" } }),
      message: /"databaseUrl": it must begin with postgresql:/,
      remedy: /Correct/,
      secrets: ["hunter22"],
    },
    {
      ...wrong,
      what: "an .env that is no file",
      options: async () => {
        const folder = await createTestFolder();
        await mkdir(path.join(folder, ".env"));
        return { folder };
      },
      message: /\.env: it cannot be read/,
      remedy: /NAME=value/,
    },
    {
      exitCode: 2,
      name: "MissingSettingError",
      what: "an unknown market",
      args: ["observe"],
      options: file({ markets: ["1:aave-v3:usdx"] }),
      message: /market "1:aave-v3:usdx" is not known/,
      remedy: /Choose of .*1:aave-v3:usdc/,
    },
    {
      exitCode: 2,
      name: "MissingSettingError",
      what: "no RPC endpoint",
      args: ["observe"],
      message: /No RPC endpoint is configured/,
      remedy: /Set MAINNET_RPC_URL/,
    },
  ]);

  it("takes what .env says", async () => {
    const result = await runCommand(["observe"], { folder: await folderWith(".env", "MAINNET_RPC_URL=ftp://example.org\n") });
    expectOneLine(result, { exitCode: 2, message: /"rpcUrls.0": it must be an http or https URL/, remedy: /Correct/ });
  });
});
