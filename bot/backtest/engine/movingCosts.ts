import { measuredGas } from "../../config/measuredGas.ts";
import type { MarketId } from "../../core/market.ts";
import type { ConversionCost, CostInput, GasTable } from "../../decide/input.ts";
import { conversionCost } from "../costs/conversion.ts";
import type { WorldView } from "./worldView.ts";

const GWEI = 1e9;
const NO_GAS: GasTable = { base: 0, perMove: {}, otherMove: { allocate: 0, deallocate: 0 } };

/** What moving money costs at each moment: measured gas at its price then, or the flat fee. */
export function movingCosts(view: WorldView): (moment: number) => CostInput {
  const { world, feeModel, gasMultiplier } = view;
  const conversion = conversionTable(view);
  const gas = feeModel.kind === "gas" ? measuredGas : NO_GAS;
  return (moment) => ({
    baseFeePerGasWei: BigInt(Math.round((world.gasPriceGwei[moment] as number) * gasMultiplier * GWEI)),
    // The history's gas price is what was paid in all, tips among it.
    priorityFeePerGasWei: 0n,
    ethPriceUsd: world.ethPriceUsd[moment] as number,
    gas,
    conversion,
  });
}

function conversionTable({ world, asset, feeModel, tradeUsd }: WorldView): Readonly<Record<MarketId, ConversionCost>> {
  const flatBps = feeModel.kind === "flat" ? feeModel.fraction * 1e4 : null;
  return Object.fromEntries(
    world.markets.map(({ id, symbol }) => [
      id,
      flatBps === null ? conversionCost({ assetSymbol: asset.symbol, symbol, tradeUsd }) : { enterBps: flatBps, exitBps: flatBps },
    ]),
  );
}
