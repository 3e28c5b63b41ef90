import { createRequire } from "node:module";
import { encodeBytes32String } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { creationCode, genuineArtifact } from "../artifacts.ts";
import type { Impersonator } from "../impersonation.ts";
import { deployAsHistory } from "../placement.ts";
import { FEED_DECIMALS, INITIAL_ETH_USD } from "./feeds.ts";

const UNISWAP_DEPLOYER: Address = "0x6C9FC64A53c1b71FB3f9Af64d1ae3A4931A5f4E9";
const PERIPHERY = "@uniswap/v3-periphery/artifacts/contracts";

const {
  usdc,
  usdt,
  weth,
  uniswapV3Factory,
  uniswapTickLens,
  uniswapSwapRouter,
  uniswapProxyAdmin,
  uniswapNftDescriptor,
  uniswapPositionDescriptorImplementation,
  uniswapPositionDescriptor,
  uniswapPositionManager,
  uniswapQuoterV2,
  uniswapUsdcUsdtPool,
  uniswapUsdcWethPool,
} = mainnetAddresses;

type Place = (canonical: Address, nonce: number, initCode: string) => Promise<void>;

/** Genuine Uniswap V3 core and periphery, and two pools at their starting price. Needs USDC, USDT and WETH. */
export async function deployUniswap(impersonator: Impersonator): Promise<void> {
  const place: Place = (canonical, nonce, initCode) =>
    deployAsHistory(impersonator, canonical, { deployer: UNISWAP_DEPLOYER, nonce, initCode });
  await place(
    uniswapV3Factory,
    0,
    creationCode(genuineArtifact("@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json")),
  );
  await place(uniswapProxyAdmin, 1, creationCode(uniswapOpenZeppelin("ProxyAdmin")));
  await place(uniswapTickLens, 2, creationCode(periphery("lens", "TickLens")));
  await place(uniswapSwapRouter, 4, creationCode(periphery("", "SwapRouter"), [uniswapV3Factory, weth]));
  await place(uniswapNftDescriptor, 5, creationCode(periphery("libraries", "NFTDescriptor")));
  await deployPositionDescriptor(place);
  await place(
    uniswapPositionManager,
    8,
    creationCode(periphery("", "NonfungiblePositionManager"), [uniswapV3Factory, weth, uniswapPositionDescriptor]),
  );
  await place(uniswapQuoterV2, 13, creationCode(periphery("lens", "QuoterV2"), [uniswapV3Factory, weth]));
  // On mainnet a vote of the later owner added the 0.01 % fee.
  await impersonator.execute(UNISWAP_DEPLOYER, uniswapV3Factory, "function enableFeeAmount(uint24,int24)", [100, 1]);
  await impersonator.execute(UNISWAP_DEPLOYER, uniswapV3Factory, "function setOwner(address)", [ADMINISTRATORS.uniswapFactoryOwner]);
  await createPools(impersonator);
}

/** The descriptor of position NFTs behind its upgradeable proxy. */
async function deployPositionDescriptor(place: Place): Promise<void> {
  await place(
    uniswapPositionDescriptorImplementation,
    6,
    creationCode(periphery("", "NonfungibleTokenPositionDescriptor"), [weth, encodeBytes32String("ETH")], {
      NFTDescriptor: uniswapNftDescriptor,
    }),
  );
  await place(
    uniswapPositionDescriptor,
    7,
    creationCode(uniswapOpenZeppelin("TransparentUpgradeableProxy"), [uniswapPositionDescriptorImplementation, uniswapProxyAdmin, "0x"]),
  );
}

async function createPools(impersonator: Impersonator): Promise<void> {
  const create = "function createPool(address,address,uint24) returns (address)";
  const initialize = "function initialize(uint160)";
  await impersonator.execute(UNISWAP_DEPLOYER, uniswapV3Factory, create, [usdc, usdt, 100]);
  await impersonator.execute(UNISWAP_DEPLOYER, uniswapUsdcUsdtPool, initialize, [2n ** 96n]);
  await impersonator.execute(UNISWAP_DEPLOYER, uniswapV3Factory, create, [usdc, weth, 500]);
  const price = usdcWethSqrtPriceX96(BigInt(INITIAL_ETH_USD) * 10n ** BigInt(FEED_DECIMALS));
  await impersonator.execute(UNISWAP_DEPLOYER, uniswapUsdcWethPool, initialize, [price]);
}

/** √(WETH per USDC, in smallest units) · 2^96 at a price of ether in USD with 8 decimals. */
export function usdcWethSqrtPriceX96(ethUsdAnswer: bigint): bigint {
  // One USDC unit (1e-6 $) is 1e18 · 1e-6 / (answer / 1e8) = 1e20 / answer wei.
  return integerSquareRoot(((10n ** 20n) << 192n) / ethUsdAnswer);
}

function integerSquareRoot(value: bigint): bigint {
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function periphery(folder: string, name: string) {
  return genuineArtifact([PERIPHERY, folder, `${name}.sol`, `${name}.json`].filter((part) => part !== "").join("/"));
}

/** The proxies of OpenZeppelin 3.4 that Uniswap deployed with. */
function uniswapOpenZeppelin(name: string) {
  const require = createRequire(createRequire(import.meta.url).resolve("@uniswap/v3-periphery/package.json"));
  return genuineArtifact(require.resolve(`@openzeppelin/contracts/build/contracts/${name}.json`));
}
