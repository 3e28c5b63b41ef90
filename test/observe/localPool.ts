import { MaxUint256 } from "ethers";
import { stableRange } from "../../bot/config/stableRange.ts";
import type { Address } from "../../bot/core/units.ts";
import { openSubgraphs, type Subgraphs } from "../../bot/observe/subgraph/open.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { createFunding } from "../../scripts/local-mainnet/funding.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { type SubgraphServer, serveSubgraph } from "../../scripts/local-mainnet/subgraph/subgraphServer.ts";
import { passTime, type TestChain } from "../local-mainnet/fixture.ts";
import { MAINNET_BOOK, marketOf } from "./localCollector.ts";

const { usdc, usdt, uniswapPositionManager, uniswapUsdcUsdtPool } = mainnetAddresses;

export const POOL_MARKET = marketOf("1:uniswap-v3:usdc-usdt");
const { USDC, USDT } = MAINNET_BOOK.tokens as Record<"USDC" | "USDT", (typeof MAINNET_BOOK.tokens)[string] & {}>;
export const RANGE = stableRange(USDC, USDT);

const HOUR = 3_600;
const MAX_UINT128 = 2n ** 128n - 1n;
const APPROVE = "function approve(address,uint256)";
const MINT =
  "function mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256)) payable returns (uint256,uint128,uint256,uint256)";
const COLLECT = "function collect((uint256,address,uint128,uint128)) payable returns (uint256,uint256)";
const POSITION =
  "function positions(uint256) view returns (uint96 nonce, address operator, address token0, address token1, uint24 fee, int24 tickLower, int24 tickUpper, uint128 liquidity, uint256 inside0, uint256 inside1, uint128 owed0, uint128 owed1)";

/** A position of its own in the adapter's range, through Uniswap's own position manager. */
export interface TestPosition {
  readonly liquidity: bigint;
  /** What went in, of both tokens, in smallest units. */
  readonly provided: bigint;
  /** Collects its fees: how much there were, both tokens at par. */
  collectFees(): Promise<bigint>;
}

export async function openPosition({ provider, impersonator }: TestChain, tokens: bigint): Promise<TestPosition> {
  const owner = namedAccount("test/uniswap-provider");
  const amount = tokens * 10n ** 6n;
  const funding = createFunding(provider, impersonator);
  await funding.usdc(owner, amount);
  await funding.usdt(owner, amount);
  const held = async (account: Address) => {
    const balances = [usdc, usdt].map((to) =>
      readContract(provider, { to, fragment: "function balanceOf(address) view returns (uint256)", args: [account] }),
    );
    return (await Promise.all(balances)).reduce((sum, balance) => sum + balance, 0n);
  };
  for (const token of [usdc, usdt]) await impersonator.execute(owner, token, APPROVE, [uniswapPositionManager, MaxUint256]);
  const before = await held(owner);
  const arguments_ = [usdc, usdt, 100, RANGE.tickLower, RANGE.tickUpper, amount, amount, 0, 0, owner, MaxUint256];
  const count = "function totalSupply() view returns (uint256)";
  await impersonator.execute(owner, uniswapPositionManager, MINT, [arguments_]);
  const index = (await readContract(provider, { to: uniswapPositionManager, fragment: count })) - 1n;
  const id = await readContract(provider, {
    to: uniswapPositionManager,
    fragment: "function tokenByIndex(uint256) view returns (uint256)",
    args: [index],
  });
  const { liquidity } = await readContract<{ readonly liquidity: bigint }>(provider, {
    to: uniswapPositionManager,
    fragment: POSITION,
    args: [id],
  });
  return {
    liquidity,
    provided: before - (await held(owner)),
    async collectFees() {
      const uncollected = await held(owner);
      await impersonator.execute(owner, uniswapPositionManager, COLLECT, [[id, owner, MAX_UINT128, MAX_UINT128]]);
      return (await held(owner)) - uncollected;
    },
  };
}

/** Has the factory's owner take one part in so many of each token's fees for the protocol; zero takes none. */
export async function setProtocolFee({ impersonator }: TestChain, part: number): Promise<void> {
  await impersonator.execute(ADMINISTRATORS.uniswapFactoryOwner, uniswapUsdcUsdtPool, "function setFeeProtocol(uint8,uint8)", [part, part]);
}

/** Ends the hour that is running, and goes on until what was its last block is the one that growth is measured from. */
export async function endHour(chain: TestChain): Promise<void> {
  const { timestampSeconds } = await readHead(chain.provider);
  await passTime(chain, HOUR - (timestampSeconds % HOUR));
  await chain.provider.request({ method: "hardhat_mine", params: ["0x64", "0xc"] });
}

export interface TestSubgraph {
  readonly server: SubgraphServer;
  readonly subgraphs: Subgraphs;
}

/** The subgraph of the chain and a client for it; `close` the server. */
export async function serveTestSubgraph(
  { provider }: TestChain,
  settings: { readonly timeoutSeconds?: number; readonly whenUnreachable?: "reject" | "chain"; readonly hasFeeGrowth?: boolean } = {},
): Promise<TestSubgraph> {
  const { hasFeeGrowth = true, timeoutSeconds = 20, whenUnreachable = "reject" } = settings;
  const server = await serveSubgraph({ provider, hasFeeGrowth });
  const configured = { "uniswap-v3": { url: server.url, timeoutSeconds, whenUnreachable } };
  return { server, subgraphs: openSubgraphs({ subgraphs: configured }, MAINNET_BOOK, null) };
}
