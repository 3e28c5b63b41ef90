import { expect } from "chai";
import { openContractReads } from "../../bot/cli/contractReads.ts";
import { MissingSettingError } from "../../bot/config/errors.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import { vaultsOf } from "../../bot/config/vaults.ts";
import { deployDevelopmentVault } from "../../scripts/deploy/developmentVault.ts";
import { useLocalMainnet } from "../local-mainnet/fixture.ts";
import { marketOf } from "../observe/localCollector.ts";

describe("cli: reading vaults for the API", () => {
  const chain = useLocalMainnet();

  const configured = (overrides: Readonly<Record<string, unknown>>) =>
    loadConfiguration({ file: null, environment: {}, overrides: { dataFolder: "nowhere", ...overrides } });
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => expect.fail("it did not fail"),
      (error: unknown) => error,
    );

  it("asks the node of the configuration, also about a vault that is not configured", async () => {
    const development = await deployDevelopmentVault({ fork: chain(), markets: [marketOf("1:aave-v3:usdc")], users: 1 });
    development.close();
    const vault = development.deployment.vault.address;
    for (const shared of [configured({ vault, rpcUrls: [chain().rpcUrl] }), configured({ rpcUrls: [chain().rpcUrl] })]) {
      const contracts = openContractReads(shared, vaultsOf(shared));
      try {
        const read = contracts.read ?? expect.fail("it has a node");
        const [one, again] = [await read({ chainId: 1, vault }), await read({ chainId: 1, vault })];
        expect(one.state).to.include({ address: vault, chainId: 1 });
        expect(again).to.deep.equal(one);
        expect(await failureOf(read({ chainId: 2, vault }))).to.be.instanceOf(MissingSettingError);
      } finally {
        contracts.close();
      }
    }
  });

  it("is nothing that can be done without a node", () => {
    const shared = configured({});
    const contracts = openContractReads(shared, vaultsOf(shared));
    expect(contracts.read).to.equal(null);
    contracts.close();
  });
});
