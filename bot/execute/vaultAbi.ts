import { Interface } from "ethers";
import type { Address } from "../core/units.ts";

/**
 * The call of contracts/interfaces/IVaultCore.sol, the events it logs, and the errors it can end with: the vault's, its adapters',
 * OpenZeppelin's.
 */
export const VAULT_ABI = [
  "function rebalance((address adapter, int256 assets)[] moves, (uint64 deadline, uint64 stateNonce, uint256 minTotalAssets) guard)",

  "event Reallocated(address indexed sender, address indexed adapter, int256 change, uint256 positionAfter)",
  "event Rebalanced(address indexed sender, uint64 indexed stateNonce, uint256 totalAssetsBefore, uint256 totalAssetsAfter, uint256 idleAfter)",

  "error DeadlinePassed(uint256 deadline, uint256 timestamp)",
  "error StaleStateNonce(uint256 planned, uint256 current)",
  "error DuplicateMove(address adapter)",
  "error EmptyMove(address adapter)",
  "error DeallocationAfterAllocation(address adapter)",
  "error Closed(uint8 status)",
  "error CooldownNotElapsed(uint256 allowedAt)",
  "error TurnoverExceeded(uint256 turnoverBps, uint256 limitBps)",
  "error DailyLossExceeded(uint256 lossMillionths, uint256 limitMillionths)",
  "error AdapterNotEnabled(address adapter)",
  "error AdapterUnhealthy(address adapter, bytes32 reason)",
  "error AdapterUnreadable(address adapter)",
  "error InsufficientGas(uint256 available, uint256 required)",
  "error InsufficientIdle(uint256 requested, uint256 available)",
  "error TotalAssetsBelowMinimum(uint256 totalAssets, uint256 minTotalAssets)",
  "error RebalanceLossExceeded(uint256 loss, uint256 maxLoss)",
  "error AbsoluteCapExceeded(address adapter, uint256 position, uint256 cap)",
  "error RelativeCapExceeded(address adapter, uint256 position, uint256 cap)",
  "error AbsoluteRiskCapExceeded(bytes32 riskId, uint256 positions, uint256 cap)",
  "error RelativeRiskCapExceeded(bytes32 riskId, uint256 positions, uint256 cap)",
  "error IdleBelowFloor(uint256 idle, uint256 floor)",
  "error InsufficientLiquidity(uint256 requested, uint256 available)",
  "error AssetsNotReceived(uint256 expected, uint256 received)",

  "error OnlyVault(address caller)",
  "error NotWithdrawable(uint256 requested, uint256 available)",

  "error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)",
  "error ReentrantCall()",
  "error SafeERC20FailedOperation(address token)",
  "error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)",
  "error SafeCastOverflowedIntDowncast(uint8 bits, int256 value)",
  "error SafeCastOverflowedUintToInt(uint256 value)",
  "error SafeCastOverflowedIntToUint(int256 value)",
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
] as const;

export const vaultInterface = new Interface(VAULT_ABI);

const rebalance = (() => {
  const fragment = vaultInterface.getFunction("rebalance");
  if (!fragment) throw new TypeError("VAULT_ABI has no rebalance");
  return fragment;
})();

export const REBALANCE_SELECTOR = rebalance.selector;

/** Struct `Move` of contracts/interfaces/VaultTypes.sol. */
export interface Move {
  readonly adapter: Address;
  readonly assets: bigint;
}

/** Struct `Guard` of contracts/interfaces/VaultTypes.sol. */
export interface Guard {
  readonly deadlineSeconds: bigint;
  readonly stateNonce: bigint;
  readonly minTotalAssets: bigint;
}

export function encodeRebalance(moves: readonly Move[], guard: Guard): string {
  return vaultInterface.encodeFunctionData(rebalance, [
    moves.map((move) => [move.adapter, move.assets]),
    [guard.deadlineSeconds, guard.stateNonce, guard.minTotalAssets],
  ]);
}

/** The arguments of a rebalance call; null when the calldata is anything else, or carries bytes that the encoding does not. */
export function decodeRebalance(calldata: string): { readonly moves: readonly Move[]; readonly guard: Guard } | null {
  if (!calldata.startsWith(REBALANCE_SELECTOR)) return null;
  try {
    const [moves, guard] = vaultInterface.decodeFunctionData(rebalance, calldata);
    const decoded = {
      moves: [...moves].map(([adapter, assets]: [Address, bigint]) => ({ adapter, assets })),
      guard: { deadlineSeconds: guard[0] as bigint, stateNonce: guard[1] as bigint, minTotalAssets: guard[2] as bigint },
    };
    return encodeRebalance(decoded.moves, decoded.guard) === calldata.toLowerCase() ? decoded : null;
  } catch {
    return null;
  }
}
