import { MaxUint256 } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { mainnetAddresses } from "./addresses.ts";
import { type ContractRead, encodeCall } from "./calls.ts";

export type LendingMarketName = "aave-usdc" | "aave-dai" | "aave-usdt" | "comet-usdc";

/** A call that somebody is to make. */
export interface Call {
  readonly to: Address;
  readonly data: string;
}

/** One lending market as its lenders and borrowers use it. Amounts are in the asset's smallest unit. */
export interface LendingMarket {
  readonly name: LendingMarketName;
  readonly asset: Address;
  readonly decimals: number;
  /** Who takes the tokens, so whom to approve. */
  readonly spender: Address;
  supply(lender: Address, amount: bigint): Call;
  withdraw(lender: Address, amount: bigint): Call;
  supplyCollateral(borrower: Address, wethAmount: bigint): Call;
  borrow(borrower: Address, amount: bigint): Call;
  /** `MaxUint256` repays the whole debt. */
  repay(borrower: Address, amount: bigint): Call;
  deposited(lender: Address): ContractRead;
  owed(borrower: Address): ContractRead;
  /** What could be withdrawn or borrowed now. */
  cash(): ContractRead;
  totalSupply(): ContractRead;
  totalBorrow(): ContractRead;
}

export const REPAY_ALL = MaxUint256;

const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const TOTAL_SUPPLY = "function totalSupply() view returns (uint256)";

const { aavePool, comet, usdc, dai, usdt, weth, aaveAUsdc, aaveADai, aaveAUsdt, aaveDebtUsdc, aaveDebtDai, aaveDebtUsdt } =
  mainnetAddresses;

export const LENDING_MARKETS: readonly LendingMarket[] = [
  aaveMarket("aave-usdc", usdc, 6, aaveAUsdc, aaveDebtUsdc),
  aaveMarket("aave-dai", dai, 18, aaveADai, aaveDebtDai),
  aaveMarket("aave-usdt", usdt, 6, aaveAUsdt, aaveDebtUsdt),
  cometMarket("comet-usdc", usdc, 6),
];

export function lendingMarket(name: LendingMarketName): LendingMarket {
  const market = LENDING_MARKETS.find((candidate) => candidate.name === name);
  if (market === undefined) throw new Error(`No lending market ${name}`);
  return market;
}

function aaveMarket(name: LendingMarketName, asset: Address, decimals: number, aToken: Address, debtToken: Address): LendingMarket {
  const variableRate = 2;
  const call = (fragment: string, args: readonly unknown[]): Call => ({ to: aavePool, data: encodeCall(fragment, args) });
  const supply = "function supply(address,uint256,address,uint16)";
  return {
    name,
    asset,
    decimals,
    spender: aavePool,
    supply: (lender, amount) => call(supply, [asset, amount, lender, 0]),
    withdraw: (lender, amount) => call("function withdraw(address,uint256,address)", [asset, amount, lender]),
    supplyCollateral: (borrower, wethAmount) => call(supply, [weth, wethAmount, borrower, 0]),
    borrow: (borrower, amount) =>
      call("function borrow(address,uint256,uint256,uint16,address)", [asset, amount, variableRate, 0, borrower]),
    repay: (borrower, amount) => call("function repay(address,uint256,uint256,address)", [asset, amount, variableRate, borrower]),
    deposited: (lender) => ({ to: aToken, fragment: BALANCE_OF, args: [lender] }),
    owed: (borrower) => ({ to: debtToken, fragment: BALANCE_OF, args: [borrower] }),
    cash: () => ({ to: asset, fragment: BALANCE_OF, args: [aToken] }),
    totalSupply: () => ({ to: aToken, fragment: TOTAL_SUPPLY }),
    totalBorrow: () => ({ to: debtToken, fragment: TOTAL_SUPPLY }),
  };
}

function cometMarket(name: LendingMarketName, asset: Address, decimals: number): LendingMarket {
  const supply = (token: Address, amount: bigint): Call => ({
    to: comet,
    data: encodeCall("function supply(address,uint256)", [token, amount]),
  });
  const withdraw = (amount: bigint): Call => ({ to: comet, data: encodeCall("function withdraw(address,uint256)", [asset, amount]) });
  return {
    name,
    asset,
    decimals,
    spender: comet,
    supply: (_lender, amount) => supply(asset, amount),
    withdraw: (_lender, amount) => withdraw(amount),
    supplyCollateral: (_borrower, wethAmount) => supply(weth, wethAmount),
    borrow: (_borrower, amount) => withdraw(amount),
    repay: (_borrower, amount) => supply(asset, amount),
    deposited: (lender) => ({ to: comet, fragment: BALANCE_OF, args: [lender] }),
    owed: (borrower) => ({ to: comet, fragment: "function borrowBalanceOf(address) view returns (uint256)", args: [borrower] }),
    cash: () => ({ to: asset, fragment: BALANCE_OF, args: [comet] }),
    totalSupply: () => ({ to: comet, fragment: TOTAL_SUPPLY }),
    totalBorrow: () => ({ to: comet, fragment: "function totalBorrow() view returns (uint256)" }),
  };
}
