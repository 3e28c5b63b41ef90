import { createRequire } from "node:module";
import { mainnetAddresses } from "../addresses.ts";
import type { Impersonator } from "../impersonation.ts";
import { deployAsHistory } from "../placement.ts";

/**
 * Multicall3's own code from the creation bytecode that viem carries without exporting it. It is compiled without the optimizer: it does
 * what mainnet's does, for more gas.
 */
export async function deployMulticall3(impersonator: Impersonator): Promise<void> {
  const require = createRequire(import.meta.url);
  const { multicall3Bytecode } = require(require.resolve("viem/package.json").replace("package.json", "_cjs/constants/contracts.js")) as {
    readonly multicall3Bytecode: string;
  };
  await deployAsHistory(impersonator, mainnetAddresses.multicall3, {
    deployer: "0x05f32B3cC3888453ff71B01135B34FF8e41263F2",
    nonce: 0,
    initCode: multicall3Bytecode,
  });
}
