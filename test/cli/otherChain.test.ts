import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { addressBookOf } from "../../bot/compose.ts";
import type { Market } from "../../bot/core/market.ts";
import { type Fork, forkOf } from "../../scripts/local-mainnet/forkOf.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";
import { type KeptVault, MARKETS, useKeptVault } from "./support/keptVault.ts";

const CHAIN = 4_242;

describe("cli: a vault on a chain that the keeper knows from a file", () => {
  const keptVault = useKeptVault();
  let vault: KeptVault;
  let chain: Fork;

  before(async () => {
    vault = keptVault();
    const { number: blockNumber } = await readHead(vault.fork.provider);
    // The same contracts and accounts under another chain id.
    chain = await forkOf({ rpcUrl: vault.fork.rpcUrl, blockNumber, chainId: CHAIN });
  });
  after(() => chain.close());

  it("is kept beside none of the code's chains: observed, decided on and rebalanced", async () => {
    const folder = await createTestFolder();
    const store = await createTestStore();
    const { markets, optionalMarkets, ...ethereum } = addressBookOf(1);
    const there = (one: Market) => ({ ...one, id: one.id.replace(/^1:/, `${CHAIN}:`), chainId: CHAIN });
    const book = { ...ethereum, chainId: CHAIN, name: "Elsewhere", markets: markets.filter(({ id }) => MARKETS.includes(id)).map(there) };
    await writeFile(path.join(folder, "elsewhere.json"), JSON.stringify({ ...book, optionalMarkets: [] }));
    await writeFile(
      path.join(folder, "yield-keeper.json"),
      JSON.stringify({
        addressBooks: ["elsewhere.json"],
        vaults: [{ name: "elsewhere", chainId: CHAIN, vault: vault.address, rpcUrls: [chain.rpcUrl] }],
      }),
    );
    const { KEEPER_PRIVATE_KEY: key = "" } = vault.environment;
    const { exitCode, stdout, stderr } = await runCommand(["tick", "--json"], {
      folder,
      environment: { DATABASE_URL: store.databaseUrl, KEEPER_PRIVATE_KEY: key },
    });
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: "" });
    const { decision, outcome, observations } = JSON.parse(stdout);
    expect(decision.chainId).to.equal(CHAIN);
    expect(observations.map(({ marketId }: { marketId: string }) => marketId)).to.have.members(
      MARKETS.map((id) => id.replace(/^1:/, `${CHAIN}:`)),
    );
    expect(outcome.kind).to.equal("mined");
    const transaction = (await chain.provider.request({ method: "eth_getTransactionByHash", params: [outcome.hash] })) as {
      chainId: string;
    };
    expect(Number(transaction.chainId)).to.equal(CHAIN);
  });
});
