import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatKeystore from "@nomicfoundation/hardhat-keystore";
import { configVariable, defineConfig } from "hardhat/config";
import type { HardhatPlugin } from "hardhat/types/plugins";

const require = createRequire(import.meta.url);

/** npm's `solc` as WebAssembly needs no download; `SOLC=native` lets Hardhat fetch the faster native compiler instead. */
const compiler = process.env.SOLC === "native" ? {} : { path: require.resolve("solc/soljson.js") };

const solidity = {
  version: "0.8.37",
  ...compiler,
  settings: { evmVersion: "cancun", viaIR: true, optimizer: { enabled: true, runs: 800 } },
};

const testFiles = readdirSync(path.join(import.meta.dirname, "contracts/test"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".sol"))
  .map((file) => `contracts/test/${file.replaceAll("\\", "/")}`);

/**
 * Compiles tests and mocks, which are never deployed, without the optimizer: seconds instead of minutes. What they test is optimized.
 * An `overrides` entry for each file would do the same in one compiler run a file: Hardhat merges only files that share one object.
 */
const unoptimizedTests: HardhatPlugin = {
  id: "unoptimized-tests",
  hookHandlers: {
    config: async () => ({
      default: async () => ({
        resolveUserConfig: async (userConfig, resolveVariable, next) => {
          const resolved = await next(userConfig, resolveVariable);
          for (const profile of Object.values(resolved.solidity.profiles)) {
            const [deployed] = profile.compilers;
            if (deployed === undefined) continue;
            const tests = { ...deployed, settings: { ...deployed.settings, viaIR: false, optimizer: { enabled: false } } };
            for (const file of testFiles) profile.overrides[file] = tests;
          }
          return resolved;
        },
      }),
    }),
  },
};

export default defineConfig({
  plugins: [hardhatEthers, hardhatKeystore, unoptimizedTests],
  networks: {
    // Both variables are asked for only when this network is used: of the environment, or else of `npx hardhat keystore`.
    mainnet: {
      type: "http",
      chainType: "l1",
      chainId: 1,
      url: configVariable("MAINNET_RPC_URL"),
      accounts: [configVariable("DEPLOYER_PRIVATE_KEY")],
    },
  },
  // One profile for tests, demo and deployment: what is tested is what is deployed.
  solidity: { profiles: { default: solidity, production: solidity } },
  paths: {
    sources: ["contracts", "scripts/bench/contracts", "scripts/local-mainnet/stand-ins"],
    tests: { solidity: "contracts/test" },
  },
  test: {
    solidity: {
      fuzz: { runs: 256 },
      invariant: { runs: 256, depth: 200, failOnRevert: true },
      // Solidity tests deploy Uniswap's own code.
      fsPermissions: { readDirectory: ["node_modules/@uniswap"] },
    },
  },
});
