import { expect } from "chai";
import { Wallet } from "ethers";
import { MULTICALL3_ADDRESS } from "../../bot/chain/batch.ts";
import { connect, type FailoverProvider } from "../../bot/chain/failoverProvider.ts";
import { addressBookOf } from "../../bot/compose.ts";
import { MissingSettingError } from "../../bot/config/errors.ts";
import { localSigner } from "../../bot/execute/signers/localSigner.ts";
import { openStore } from "../../bot/store/connection.ts";
import { type Check, type DoctorDeps, examine } from "../../bot/watch/doctor.ts";
import { utcTime } from "../../bot/watch/format.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { type KeptVault, useKeptVault } from "../cli/support/keptVault.ts";

const NOBODY = "http://127.0.0.1:9";

describe("watch: doctor", () => {
  const keptVault = useKeptVault();
  let vault: KeptVault;
  let provider: FailoverProvider;
  let healthy: DoctorDeps;
  let snapshot: unknown;

  const request = (method: string, ...params: unknown[]) => vault.fork.provider.request({ method, params });

  before(async () => {
    vault = keptVault();
    provider = await connect({ urls: [vault.fork.rpcUrl], chainId: 1, timeoutMilliseconds: 10_000 });
    const { timestampSeconds } = await readHead(vault.fork.provider);
    healthy = {
      nodeVersion: "24.21.0",
      addressBook: addressBookOf(1),
      findVault: async () => vault.address,
      keeperAddress: async () => vault.keeper.address,
      openDatabase: async () => ({ description: "PostgreSQL 18.4 in .yield-keeper", aheadSeconds: 0.2 }),
      openProvider: async () => provider,
      nowSeconds: () => timestampSeconds + 12,
      openBuilders: () => [],
    };
  });
  after(() => provider.destroy());
  beforeEach(async () => {
    snapshot = await request("evm_snapshot");
  });
  afterEach(async () => {
    await request("evm_revert", snapshot);
  });

  /** The checks that are not ok, by name; every one that is not skipped has a remedy that is a sentence. */
  async function findings(changes: Partial<DoctorDeps>): Promise<Readonly<Record<string, Check>>> {
    const checks = await examine({ ...healthy, ...changes });
    expect(checks.map(({ name }) => name)).to.deep.equal([
      "node",
      "database",
      "rpc",
      "key",
      "block",
      "multicall",
      "vault",
      "role",
      "balance",
      "builders",
    ]);
    for (const { status, remedy, detail } of checks) {
      expect(detail).not.to.equal("");
      if (status === "failed" || status === "warning") expect(remedy).to.match(/^[A-Z`].*\.$/);
      else expect(remedy).to.equal("");
    }
    return Object.fromEntries(checks.filter(({ status }) => status !== "ok").map((check) => [check.name, check]));
  }
  const statuses = (found: Readonly<Record<string, Check>>) =>
    Object.fromEntries(Object.entries(found).map(([name, { status }]) => [name, status]));

  it("finds nothing where nothing is wrong", async () => {
    expect(await findings({})).to.deep.equal({});
    const checks = await examine(healthy);
    expect(checks.find(({ name }) => name === "vault")?.detail).to.equal(
      `${vault.address}: 1000000.00 USDC over 3 adapters, normal, 0 % of 600 % turnover, 0 % of 0.3 % loss used in 24 h`,
    );
  });

  for (const nodeVersion of ["20.20.2", "22.17.9"]) {
    it(`fails Node ${nodeVersion}`, async () => {
      const found = await findings({ nodeVersion });
      expect(statuses(found)).to.deep.equal({ node: "failed" });
      expect(found.node?.remedy).to.include("npx keeper");
    });
  }
  for (const nodeVersion of ["22.18.0", "23.0.0"]) {
    it(`accepts Node ${nodeVersion}`, async () => {
      expect(await findings({ nodeVersion })).to.deep.equal({});
    });
  }

  it("fails a database that is down, and goes on", async () => {
    const openDatabase = async () => {
      const store = await openStore({ databaseUrl: "postgresql://keeper@127.0.0.1:9/keeper" });
      return { description: store.serverVersion, aheadSeconds: 0 };
    };
    const found = await findings({ openDatabase });
    expect(statuses(found)).to.deep.equal({ database: "failed" });
    expect(found.database?.detail).to.include("keeper@127.0.0.1:9/keeper cannot be reached");
  });

  it("warns of a database whose clock is another", async () => {
    const found = await findings({ openDatabase: async () => ({ description: "PostgreSQL 18.4", aheadSeconds: -40.4 }) });
    expect(statuses(found)).to.deep.equal({ database: "warning" });
    expect(found.database?.detail).to.include("40 s behind this machine's");
  });

  it("fails an endpoint that does not answer, and skips what needs one", async () => {
    const found = await findings({ openProvider: () => connect({ urls: [NOBODY], chainId: 1, timeoutMilliseconds: 1000 }) });
    const skipped = "skipped";
    expect(statuses(found)).to.deep.equal({
      rpc: "failed",
      block: skipped,
      multicall: skipped,
      vault: skipped,
      role: skipped,
      balance: skipped,
      builders: skipped,
    });
    expect(found.rpc?.remedy).to.include("MAINNET_RPC_URL");
  });

  it("warns of an endpoint that does not answer beside one that does, and says how both do, without their keys", async () => {
    const two = await connect({ urls: [vault.fork.rpcUrl, `${NOBODY}/secret-key`], chainId: 1, timeoutMilliseconds: 10_000 });
    try {
      const { rpc, ...others } = await findings({ openProvider: async () => two });
      expect(others).to.deep.equal({});
      expect(rpc?.status).to.equal("warning");
      expect(rpc?.detail).to.match(/serves chain 1: http:\/\/127.0.0.1:\d+ healthy \(score .*, \d+ ms\); http:\/\/127.0.0.1:9\/… fails: /);
      expect(rpc?.detail).not.to.include("secret-key");
    } finally {
      two.destroy();
    }
  });

  it("fails an endpoint of another chain", async () => {
    const openProvider = () => connect({ urls: [vault.fork.rpcUrl], chainId: 10, timeoutMilliseconds: 10_000 });
    const { rpc } = await findings({ addressBook: { ...addressBookOf(1), chainId: 10 }, openProvider });
    expect(rpc?.status).to.equal("failed");
    expect(rpc?.detail).to.include("serves chain 1, but the configuration says chain 10");
  });

  it("fails a missing key, and skips what needs one", async () => {
    const found = await findings({ keeperAddress: async () => null });
    expect(statuses(found)).to.deep.equal({ key: "failed", role: "skipped", balance: "skipped" });
    expect(found.key?.remedy).to.include("KEEPER_PRIVATE_KEY");
  });

  it("fails a malformed key without repeating it", async () => {
    const found = await findings({ keeperAddress: async () => localSigner("0xbadc0ffee").address });
    expect(statuses(found)).to.deep.equal({ key: "failed", role: "skipped", balance: "skipped" });
    expect(JSON.stringify(found)).not.to.include("badc0ffee");
  });

  it("warns of a head that is older than ten minutes", async () => {
    const atHead = healthy.nowSeconds() - 12;
    expect(await findings({ nowSeconds: () => atHead + 600 })).to.deep.equal({});
    const found = await findings({ nowSeconds: () => atHead + 601 });
    expect(statuses(found)).to.deep.equal({ block: "warning" });
    expect(found.block?.detail).to.match(/the newest block, \d+, is 10 minutes old/);
  });

  it("fails a chain without Multicall3, through which everything is read", async () => {
    await request("hardhat_setCode", MULTICALL3_ADDRESS, "0x");
    const found = await findings({});
    expect(statuses(found)).to.deep.equal({ multicall: "failed", vault: "failed", role: "skipped" });
    expect(found.multicall?.detail).to.include(MULTICALL3_ADDRESS);
  });

  it("fails when there is no vault to keep", async () => {
    const findVault = async () => {
      throw new MissingSettingError("No vault is configured", "Set KEEPER_VAULT.");
    };
    const found = await findings({ findVault });
    expect(statuses(found)).to.deep.equal({ vault: "failed", role: "skipped" });
    expect(found.vault).to.include({ detail: "No vault is configured", remedy: "Set KEEPER_VAULT." });
  });

  it("fails a vault where there is no contract", async () => {
    const found = await findings({ findVault: async () => "0x000000000000000000000000000000000000dEaD" });
    expect(statuses(found)).to.deep.equal({ vault: "failed", role: "skipped" });
    expect(found.vault?.detail).to.include("dEaD on chain 1");
  });

  it("fails a vault with an adapter into a market nobody knows", async () => {
    const found = await findings({ addressBook: { ...addressBookOf(1), markets: [] } });
    expect(statuses(found)).to.deep.equal({ vault: "failed", role: "skipped" });
    expect(found.vault?.remedy).to.include("`markets`");
  });

  for (const [call, status, remedy] of [
    ["trip", "reduce-only", "risk is only reduced"],
    ["pause", "paused", "the keeper may do nothing"],
  ] as const) {
    it(`warns of a vault that is ${status}, says why, since when and what to do, and still checks the role`, async () => {
      await (await vault.as(vault.owner).getFunction(call).send()).wait();
      const { timestampSeconds } = await readHead(vault.fork.provider);
      await request("hardhat_mine", "0x5");
      const found = await findings({});
      expect(statuses(found)).to.deep.equal({ vault: "warning" });
      expect(found.vault?.detail).to.include(`, ${status} since ${utcTime(timestampSeconds)} UTC (guardian), `);
      expect(found.vault?.remedy)
        .to.include(`reset() from ${utcTime(timestampSeconds)} UTC on`)
        .and.to.include(remedy);
    });
  }

  it("fails an account without the role, and says which call grants it", async () => {
    const stranger = vault.users[0];
    const found = await findings({ keeperAddress: async () => stranger?.address ?? "" });
    expect(statuses(found)).to.deep.equal({ role: "failed" });
    // The remedy works as it is written.
    const [, role, account] = /grantRole\((0x\w{64}), (0x\w{40})\)/.exec(found.role?.remedy ?? "") ?? [];
    await (await vault.as(vault.owner).getFunction("grantRole").send(role, account)).wait();
    expect(await findings({ keeperAddress: async () => stranger?.address ?? "" })).to.deep.equal({});
  });

  it("fails an account that cannot pay for a large rebalance at twice the base fee", async () => {
    const { baseFeeWei } = await readHead(vault.fork.provider);
    const needed = 3_000_000n * baseFeeWei;
    await request("hardhat_setBalance", vault.keeper.address, `0x${needed.toString(16)}`);
    expect(await findings({})).to.deep.equal({});
    await request("hardhat_setBalance", vault.keeper.address, `0x${(needed - 1n).toString(16)}`);
    const found = await findings({});
    expect(statuses(found)).to.deep.equal({ balance: "failed" });
    expect(found.balance?.remedy).to.include("Send ETH");
  });

  it("checks the balance even if there is no vault", async () => {
    const found = await findings({
      keeperAddress: async () => Wallet.createRandom().address,
      findVault: async () => {
        throw new MissingSettingError("No vault is configured", "Set KEEPER_VAULT.");
      },
    });
    expect(statuses(found)).to.deep.equal({ vault: "failed", role: "skipped", balance: "failed" });
  });

  it("does not pass off a defect as a finding", async () => {
    const defect = new TypeError("x is not a function");
    const openDatabase = async () => {
      throw defect;
    };
    const thrown = await examine({ ...healthy, openDatabase }).catch((error: unknown) => error);
    expect(thrown).to.equal(defect);
  });
});
