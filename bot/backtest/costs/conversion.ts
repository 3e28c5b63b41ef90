import type { ConversionCost } from "../../decide/input.ts";
import { assetClass } from "../../predict/features/assetClass.ts";
import { isDollarToken } from "../../risk/facts/dollarTokens.ts";
import { exchangeCostFraction } from "./stableSwap/costs.ts";
import type { StableSwapPool } from "./stableSwap/pool.ts";

/** What a move into a market of another token is worth at most, which sets the slippage. */
export interface ConversionRequest {
  readonly assetSymbol: string;
  readonly symbol: string;
  readonly tradeUsd: number;
}

const UNITS = 1_000_000n;
const BPS = 1e4;

/** Curve's 3pool (DAI, USDC, USDT): its amplification and fee, even balances of about what it held in 2022 and 2023. */
const THREE_POOL = pool(3, 2_000n, 1_000_000n, 130_000_000n);
/** A pool of one more dollar token against the others: 0.04 %, as Curve's metapools charge, and much smaller. */
const OTHER_DOLLAR_POOL = pool(2, 500n, 4_000_000n, 30_000_000n);
const IN_THREE_POOL = new Set(["DAI", "USDC", "USDT"]);

/** Fee tiers of the Uniswap V3 pools that most of these tokens' money is in; their slippage is not counted. */
const MAJOR_BPS = 5;
const OTHER_BPS = 30;

/**
 * What bringing the vault's asset into a market of another token costs, and bringing it back: fee and slippage by the StableSwap invariant for dollar
 * tokens, a pool's fee for others. Historical balances of the pools are not known: an even pool of typical size stands for them.
 */
export function conversionCost({ assetSymbol, symbol, tradeUsd }: ConversionRequest): ConversionCost {
  const [asset, token] = [assetSymbol.toUpperCase(), symbol.toUpperCase()];
  if (asset === token) return { enterBps: 0, exitBps: 0 };
  const bps = isDollarToken(symbol)
    ? stableBps(IN_THREE_POOL.has(token) && IN_THREE_POOL.has(asset) ? THREE_POOL : OTHER_DOLLAR_POOL, tradeUsd)
    : classBps(symbol);
  return { enterBps: bps, exitBps: bps };
}

function stableBps(of: StableSwapPool, tradeUsd: number): number {
  const amount = BigInt(Math.max(1, Math.round(tradeUsd))) * UNITS;
  return exchangeCostFraction(of, { sold: 0, bought: 1, amount }) * BPS;
}

function classBps(symbol: string): number {
  const kind = assetClass(symbol);
  return kind === "ether" || kind === "bitcoin" ? MAJOR_BPS : OTHER_BPS;
}

/** An even pool of coins with six decimals. */
function pool(coins: number, amplification: bigint, fee: bigint, balanceUsd: bigint): StableSwapPool {
  const every = <Value>(value: Value) => new Array<Value>(coins).fill(value);
  return {
    balances: every(balanceUsd * UNITS),
    decimals: every(6),
    amplification,
    fee,
    shareSupply: BigInt(coins) * balanceUsd * 10n ** 18n,
  };
}
