import { MaxUint256, parseUnits } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { ARBITRAGEUR, LIQUIDITY_PROVIDER, marketActors, SAVER, TRADER } from "../actors.ts";
import { mainnetAddresses } from "../addresses.ts";
import { createFunding, type Funding } from "../funding.ts";
import type { Impersonator } from "../impersonation.ts";
import { LENDING_MARKETS, type LendingMarket, type LendingMarketName } from "../lendingMarkets.ts";
import { INITIAL_ETH_USD } from "./feeds.ts";

/** Deposits at the start, in whole tokens, and the part of them that is lent out. */
export const INITIAL_MARKETS: Readonly<Record<LendingMarketName, { readonly supply: number; readonly utilization: number }>> = {
  "aave-usdc": { supply: 90_000_000, utilization: 0.84 },
  "aave-dai": { supply: 40_000_000, utilization: 0.8 },
  "aave-usdt": { supply: 70_000_000, utilization: 0.82 },
  "comet-usdc": { supply: 45_000_000, utilization: 0.82 },
};

/** What others keep in Sky's savings. */
const INITIAL_SAVINGS_USDS = parseUnits("500000000", 18);

/** Collateral of each borrower over the market's deposits: nobody comes near liquidation whatever the price does. */
const COLLATERAL_RATIO = 3;

/** Tokens an actor keeps at hand over the market's deposits. */
const POCKET_RATIO = 2;

const { usdc, usdt, dai, usds, susds, weth, uniswapPositionManager, uniswapSwapRouter } = mainnetAddresses;

const APPROVE = "function approve(address,uint256)";

/** Opens what has been going on before the chain's first hour: loans, deposits and liquidity. Needs all protocols. */
export async function openPositions(impersonator: Impersonator): Promise<void> {
  const funding = createFunding(impersonator.provider, impersonator);
  for (const market of LENDING_MARKETS) {
    await openDeposits(impersonator, funding, market);
    await openLoans(impersonator, funding, market);
  }
  await openSavings(impersonator, funding);
  await provideLiquidity(impersonator, funding);
  await equipTraders(impersonator, funding);
}

async function openDeposits(impersonator: Impersonator, funding: Funding, market: LendingMarket): Promise<void> {
  const { lenders } = marketActors(market.name);
  const supply = inUnits(INITIAL_MARKETS[market.name].supply, market.decimals);
  for (const lender of lenders) {
    await fund(funding, market.asset, lender, supply * BigInt(POCKET_RATIO));
    await impersonator.execute(lender, market.asset, APPROVE, [market.spender, MaxUint256]);
    await impersonator.send({ from: lender, ...market.supply(lender, supply / BigInt(lenders.length)) });
  }
}

async function openLoans(impersonator: Impersonator, funding: Funding, market: LendingMarket): Promise<void> {
  const { borrowers, shockBorrower } = marketActors(market.name);
  const { supply, utilization } = INITIAL_MARKETS[market.name];
  const collateral = inUnits((supply * COLLATERAL_RATIO) / INITIAL_ETH_USD, 18);
  const debt = inUnits((supply * utilization) / borrowers.length, market.decimals);
  for (const borrower of [...borrowers, shockBorrower]) {
    await fund(funding, market.asset, borrower, inUnits(supply * POCKET_RATIO, market.decimals));
    await impersonator.execute(borrower, market.asset, APPROVE, [market.spender, MaxUint256]);
    await impersonator.unlock(borrower);
    await funding.weth(borrower, collateral);
    await impersonator.execute(borrower, weth, APPROVE, [market.spender, collateral]);
    await impersonator.send({ from: borrower, ...market.supplyCollateral(borrower, collateral) });
  }
  for (const borrower of borrowers) await impersonator.send({ from: borrower, ...market.borrow(borrower, debt) });
}

async function openSavings(impersonator: Impersonator, funding: Funding): Promise<void> {
  await funding.usds(SAVER, INITIAL_SAVINGS_USDS);
  await impersonator.execute(SAVER, usds, APPROVE, [susds, INITIAL_SAVINGS_USDS]);
  await impersonator.execute(SAVER, susds, "function deposit(uint256,address) returns (uint256)", [INITIAL_SAVINGS_USDS, SAVER]);
}

/** The NFT of the first position minted: USDC/USDT within 0.1 % of the peg. */
export const PEG_POSITION_ID = 1n;

async function provideLiquidity(impersonator: Impersonator, funding: Funding): Promise<void> {
  await funding.usdc(LIQUIDITY_PROVIDER, parseUnits("100000000", 6));
  await funding.usdt(LIQUIDITY_PROVIDER, parseUnits("100000000", 6));
  await impersonator.unlock(LIQUIDITY_PROVIDER);
  await funding.weth(LIQUIDITY_PROVIDER, parseUnits("30000", 18));
  for (const token of [usdc, usdt, weth]) {
    await impersonator.execute(LIQUIDITY_PROVIDER, token, APPROVE, [uniswapPositionManager, MaxUint256]);
  }
  const deadline = MaxUint256;
  const mint =
    "function mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256)) payable returns (uint256,uint128,uint256,uint256)";
  const position = (token1: Address, fee: number, tickLower: number, tickUpper: number, amount0: bigint, amount1: bigint) =>
    impersonator.execute(LIQUIDITY_PROVIDER, uniswapPositionManager, mint, [
      [usdc, token1, fee, tickLower, tickUpper, amount0, amount1, 0, 0, LIQUIDITY_PROVIDER, deadline],
    ]);
  // Around the peg, within 0.1 % and 1 %.
  await position(usdt, 100, -10, 10, parseUnits("20000000", 6), parseUnits("20000000", 6));
  await position(usdt, 100, -100, 100, parseUnits("5000000", 6), parseUnits("5000000", 6));
  // Around 3,000 USD an ether: tick 196,256; 12,000 ticks are a factor of 3.3 either way, 3,000 one of 1.35.
  await position(weth, 500, 184_260, 208_260, parseUnits("30000000", 6), parseUnits("10000", 18));
  await position(weth, 500, 193_260, 199_260, parseUnits("15000000", 6), parseUnits("5000", 18));
}

async function equipTraders(impersonator: Impersonator, funding: Funding): Promise<void> {
  for (const trader of [TRADER, ARBITRAGEUR]) {
    await funding.usdc(trader, parseUnits("500000000", 6));
    await funding.usdt(trader, parseUnits("500000000", 6));
    await impersonator.unlock(trader);
    await funding.weth(trader, parseUnits("200000", 18));
    for (const token of [usdc, usdt, weth]) {
      await impersonator.execute(trader, token, APPROVE, [uniswapSwapRouter, MaxUint256]);
    }
  }
}

async function fund(funding: Funding, asset: Address, account: Address, amount: bigint): Promise<void> {
  if (asset === usdc) await funding.usdc(account, amount);
  else if (asset === usdt) await funding.usdt(account, amount);
  else if (asset === dai) await funding.dai(account, amount);
  else throw new Error(`Nobody issues ${asset}`);
}

function inUnits(wholeTokens: number, decimals: number): bigint {
  return parseUnits(wholeTokens.toFixed(6), decimals);
}
