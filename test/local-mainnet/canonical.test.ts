import { expect } from "chai";
import { getCreate2Address, keccak256, type Result, solidityPackedKeccak256 } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { CANONICAL, type CanonicalEntry } from "../../scripts/local-mainnet/addresses.ts";
import { genuineArtifact } from "../../scripts/local-mainnet/artifacts.ts";
import { encodeCall, readContract } from "../../scripts/local-mainnet/calls.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { useLocalMainnet } from "./fixture.ts";

describe("the canonical addresses of a local mainnet", () => {
  const chain = useLocalMainnet();
  const read = <T>(to: Address, fragment: string, args: readonly unknown[] = []) =>
    readContract<T>(chain().provider, { to, fragment, args });

  it("is chain 1 with blocks above 23,000,000", async () => {
    expect(await chain().provider.request({ method: "eth_chainId" })).to.equal("0x1");
    expect(chain().blockNumber).to.be.greaterThan(23_000_000);
  });

  it("has code exactly where it says so", async () => {
    for (const [name, { address, kind }] of Object.entries<CanonicalEntry>(CANONICAL)) {
      const code = (await chain().provider.request({ method: "eth_getCode", params: [address, "latest"] })) as string;
      if (kind === "account") expect(code, name).to.equal("0x");
      else expect(code.length, name).to.be.greaterThan(100);
    }
  });

  it("says of every stand-in that it is one", () => {
    for (const { kind, label } of Object.values<CanonicalEntry>(CANONICAL)) {
      expect(label.endsWith("(stand-in)"), label).to.equal(kind === "stand-in");
    }
  });

  it("computes Uniswap's pools from the canonical init code hash", () => {
    // POOL_INIT_CODE_HASH of @uniswap/v3-periphery's PoolAddress.sol.
    const initCodeHash = "0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54";
    const { bytecode } = genuineArtifact("@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json");
    expect(keccak256(bytecode)).to.equal(initCodeHash);
    const { addresses } = chain();
    const pool = (token1: Address, fee: number) => {
      const salt = solidityPackedKeccak256(["uint256", "uint256", "uint256"], [BigInt(addresses.usdc), BigInt(token1), fee]);
      return getCreate2Address(addresses.uniswapV3Factory, salt, initCodeHash);
    };
    expect(pool(addresses.usdt, 100)).to.equal(addresses.uniswapUsdcUsdtPool);
    expect(pool(addresses.weth, 500)).to.equal(addresses.uniswapUsdcWethPool);
  });

  it("has liquid pools that the quoter prices near the feeds", async () => {
    const { usdc, usdt, weth, uniswapQuoterV2 } = chain().addresses;
    const quote = async (tokenOut: Address, fee: number, amountIn: bigint) =>
      (
        await read<Result>(
          uniswapQuoterV2,
          "function quoteExactInputSingle((address tokenIn, address tokenOut, uint256 amountIn, uint24 fee, uint160 limit)) returns (uint256, uint160, uint32, uint256)",
          [[usdc, tokenOut, amountIn, fee, 0]],
        )
      )[0] as bigint;
    const million = 1_000_000n * 10n ** 6n;
    expect(Number(await quote(usdt, 100, million))).to.be.within(0.9995e12, 1e12);
    expect(Number(await quote(weth, 500, million)) / 1e18).to.be.within(330, 333.3);
  });

  it("has mainnet's EIP-712 domains of USDC and DAI", async () => {
    // As read from the contracts on mainnet.
    const separator = "function DOMAIN_SEPARATOR() view returns (bytes32)";
    expect(await read(chain().addresses.usdc, separator)).to.equal("0x06c37168a7db5138defc7866392bb87a741f9b3d104deb5094588ce041cae335");
    expect(await read(chain().addresses.dai, separator)).to.equal("0xdbb8cf42e1ecb028be3f3dbc922e1d878b963f411dc388ced501601c60f7c6f7");
  });

  it("has a Multicall3 that answers many reads at one block and lets some of them fail", async () => {
    const { multicall3, usdc } = chain().addresses;
    const balanceOf = encodeCall("function balanceOf(address) view returns (uint256)", [chain().addresses.aaveAUsdc]);
    const blockNumber = encodeCall("function getBlockNumber() view returns (uint256)");
    const answers = await read<readonly (readonly [boolean, string])[]>(
      multicall3,
      "function aggregate3((address target, bool allowFailure, bytes callData)[] calls) payable returns ((bool success, bytes returnData)[])",
      [
        [
          [usdc, false, balanceOf],
          [usdc, true, "0xffffffff"],
          [multicall3, false, blockNumber],
        ],
      ],
    );
    expect(answers.map(([success]) => success)).to.deep.equal([true, false, true]);
    expect(BigInt(answers[0]?.[1] ?? 0)).to.equal(
      await read(usdc, "function balanceOf(address) view returns (uint256)", [chain().addresses.aaveAUsdc]),
    );
    expect(Number(answers[2]?.[1])).to.equal((await readHead(chain().provider)).number);
  });

  it("lists Aave's reserves with mainnet's tokens, oracle and data provider", async () => {
    const { addresses } = chain();
    const reserveData =
      "function getReserveData(address) view returns ((uint256 configuration, uint128 liquidityIndex, uint128 currentLiquidityRate, uint128 variableBorrowIndex, uint128 currentVariableBorrowRate, uint128 currentStableBorrowRate, uint40 lastUpdateTimestamp, uint16 id, address aTokenAddress, address stableDebtTokenAddress, address variableDebtTokenAddress, address interestRateStrategyAddress, uint128 accruedToTreasury, uint128 unbacked, uint128 isolationModeTotalDebt))";
    for (const [asset, aToken, debtToken] of [
      [addresses.weth, addresses.aaveAWeth, addresses.aaveDebtWeth],
      [addresses.usdc, addresses.aaveAUsdc, addresses.aaveDebtUsdc],
      [addresses.dai, addresses.aaveADai, addresses.aaveDebtDai],
      [addresses.usdt, addresses.aaveAUsdt, addresses.aaveDebtUsdt],
    ] as const) {
      const data = await read<Result>(addresses.aavePool, reserveData, [asset]);
      expect(data.aTokenAddress).to.equal(aToken);
      expect(data.variableDebtTokenAddress).to.equal(debtToken);
    }
    expect(await read(addresses.aavePoolAddressesProvider, "function getPool() view returns (address)")).to.equal(addresses.aavePool);
    expect(await read(addresses.aavePoolAddressesProvider, "function getPriceOracle() view returns (address)")).to.equal(
      addresses.aaveOracle,
    );
    expect(await read(addresses.aaveOracle, "function getAssetPrice(address) view returns (uint256)", [addresses.weth])).to.equal(
      3_000n * 10n ** 8n,
    );
  });

  it("starts with the same state every time", async () => {
    const { hash } = (await chain().provider.request({
      method: "eth_getBlockByNumber",
      params: [`0x${chain().blockNumber.toString(16)}`, false],
    })) as { readonly hash: string };
    const { startLocalMainnet } = await import("../../scripts/local-mainnet/startLocalMainnet.ts");
    const again = await startLocalMainnet();
    try {
      expect(again.blockNumber).to.equal(chain().blockNumber);
      const block = (await again.provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] })) as {
        readonly hash: string;
      };
      expect(block.hash).to.equal(hash);
    } finally {
      await again.close();
    }
  });
});
