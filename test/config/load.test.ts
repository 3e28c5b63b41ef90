import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { ConfigurationError } from "../../bot/config/errors.ts";
import { loadConfiguration } from "../../bot/config/load.ts";

const EXAMPLE = path.join(import.meta.dirname, "../../yield-keeper.example.json");
const VAULT = "0x52908400098527886E0F7030069857D2E4169EE7";

describe("loadConfiguration", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "configuration-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function fileWith(text: string): string {
    const file = path.join(folder, "yield-keeper.json");
    writeFileSync(file, text);
    return file;
  }

  function failure(text: string): ConfigurationError {
    try {
      loadConfiguration({ file: fileWith(text), environment: {} });
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigurationError);
      return error as ConfigurationError;
    }
    throw new Error("the configuration was accepted");
  }

  it("accepts the example file", () => {
    const configuration = loadConfiguration({ file: EXAMPLE, environment: {} });
    expect(configuration.rpcUrls).to.deep.equal(["http://127.0.0.1:8545"]);
    expect(configuration.decision.marginBps).to.equal(1);
  });

  it("lets the environment override the file, and the command line both", () => {
    const file = fileWith(JSON.stringify({ rpcUrls: ["http://file"], dataFolder: "from-file", tickSeconds: 60 }));
    const environment = {
      MAINNET_RPC_URL: "http://one, http://two",
      KEEPER_DATA_FOLDER: "from-environment",
      KEEPER_VAULT: VAULT.toLowerCase(),
    };
    const configuration = loadConfiguration({ file, environment, overrides: { dataFolder: "from-command-line" } });
    expect(configuration.rpcUrls).to.deep.equal(["http://one", "http://two"]);
    expect(configuration.dataFolder).to.equal("from-command-line");
    expect(configuration.tickSeconds).to.equal(60);
    expect(configuration.vault).to.equal(VAULT);
  });

  it("takes a signer of either kind, with its defaults; the environment's key unless one is named", () => {
    const signerOf = (signer: unknown) => loadConfiguration({ file: fileWith(JSON.stringify({ signer })), environment: {} }).signer;
    expect(loadConfiguration({ file: fileWith("{}"), environment: {} }).signer).to.equal(null);
    expect(signerOf({ kind: "keystore", file: "keeper.json" })).to.deep.equal({ kind: "keystore", file: "keeper.json" });
    const remote = { kind: "remote", url: "https://signer.example.org", address: VAULT };
    expect(signerOf({ ...remote, address: VAULT.toLowerCase() })).to.deep.equal({ ...remote, timeoutSeconds: 10, allowHttp: false });
  });

  it("takes a subgraph by URL or by id, with its defaults", () => {
    const subgraphsOf = (entry: unknown) =>
      loadConfiguration({ file: fileWith(JSON.stringify({ subgraphs: { "uniswap-v3": entry } })), environment: {} }).subgraphs;
    const defaults = { timeoutSeconds: 5, whenUnreachable: "reject" };
    expect(subgraphsOf({ url: "http://one" })).to.deep.equal({ "uniswap-v3": { ...defaults, url: "http://one" } });
    const id = "5zvR82QoaXYFyDEKLZ9t6v9adgnptxYpKpSbxtgVENFV";
    expect(subgraphsOf({ id, whenUnreachable: "chain" })).to.deep.equal({ "uniswap-v3": { ...defaults, id, whenUnreachable: "chain" } });
    expect(() => subgraphsOf({ id, url: "http://one" })).to.throw(ConfigurationError, /not both/);
    expect(() => subgraphsOf({ id: "0x12" })).to.throw(ConfigurationError, /id of a subgraph/);
  });

  it("takes an empty environment variable as unset", () => {
    expect(loadConfiguration({ file: EXAMPLE, environment: { MAINNET_RPC_URL: "", DATABASE_URL: "" } }).databaseUrl).to.equal(null);
  });

  const mistakes: Record<string, [text: string, message: RegExp]> = {
    "a file that is not JSON": ["{ chainId: 1 }", /not valid JSON/],
    "a list instead of an object": ["[]", /one JSON object/],
    "a misspelt key": ['{"rpcUrl": "http://x"}', /unknown key "rpcUrl"/],
    "a password beside the keystore": ['{"signer": {"kind": "keystore", "file": "f", "password": "p"}}', /unknown key "signer.password"/],
    "a signer of no kind": ['{"signer": {"kind": "ledger"}}', /"signer.kind"/],
    "a remote signer without its account": ['{"signer": {"kind": "remote", "url": "https://one"}}', /"signer.address"/],
    "a misspelt nested key": ['{"decision": {"marginBp": 1}}', /unknown key "decision.marginBp"/],
    "a limit of no requests a second": ['{"rpcRequestsPerSecond": {"rpc.example": 0}}', /"rpcRequestsPerSecond.rpc.example": /],
    "a URL of another protocol": ['{"rpcUrls": ["ftp://x"]}', /"rpcUrls.0": it must be an http or https URL/],
    "an address with a digit missing": [`{"vault": "${VAULT.slice(0, -1)}"}`, /"vault": it must be an Ethereum address/],
    "a chain without address book": ['{"chainId": 424242}', /"chainId": no address book/],
    "a database that is not PostgreSQL": ['{"databaseUrl": "mysql://x"}', /"databaseUrl": it must begin with postgresql/],
    "a number out of range": ['{"decision": {"pessimism": 2}}', /"decision.pessimism"/],
  };
  for (const [mistake, [text, message]] of Object.entries(mistakes)) {
    it(`refuses ${mistake} in words, with a remedy`, () => {
      const error = failure(text);
      expect(error.message).to.match(message);
      expect(error.message).to.not.contain("\n");
      expect(error.remedy).to.have.length.greaterThan(10);
      expect(error.exitCode).to.equal(2);
    });
  }

  it("names every mistake at once", () => {
    const error = failure('{"tickSeconds": 1, "dataFolder": ""}');
    expect(error.message).to.contain("tickSeconds").and.to.contain("dataFolder");
  });

  it("says where a file was looked for that is not there", () => {
    const file = path.join(folder, "absent.json");
    expect(() => loadConfiguration({ file, environment: {} }))
      .to.throw(ConfigurationError)
      .with.property("remedy")
      .that.contains(file);
  });
});
