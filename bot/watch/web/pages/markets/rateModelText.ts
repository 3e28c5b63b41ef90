import type { Schema } from "../../../client/keeperClient.ts";
import { type Asset, short, tokensAsNumber } from "../../format/amounts.ts";
import { percent } from "../../format/rates.ts";

type RateModel = Schema<"RateModel">;

/** How a market's rate answers to money that comes and goes, in words. */
export function rateModelText(model: RateModel, asset: Asset): string {
  switch (model.kind) {
    case "kinked-borrow": {
      const atKink = model.baseBorrowApr + model.slope1Apr;
      return (
        `Borrowers pay ${percent(model.baseBorrowApr)} while nothing is lent, ${percent(atKink)} at ${percent(model.optimalUtilization, 0)} utilization, ` +
        `and ${percent(atKink + model.slope2Apr)} when all is lent. Depositors share it by utilization, after the protocol's ${percent(model.reserveFactor, 0)}.`
      );
    }
    case "kinked-supply": {
      const atKink = model.baseSupplyApr + model.slopeLowApr * model.kinkUtilization;
      const full = atKink + model.slopeHighApr * (1 - model.kinkUtilization);
      return `Depositors get ${percent(model.baseSupplyApr)} while nothing is lent, ${percent(atKink)} at ${percent(model.kinkUtilization, 0)} utilization, and ${percent(full)} when all is lent.`;
    }
    case "fee-share":
      return (
        `Swap fees, shared by all liquidity in range: ${short(tokensAsNumber(BigInt(Math.round(model.sharingDeposits)).toString(), asset))} ${asset.symbol} ` +
        "share them now, and the more there is, the less for each."
      );
    case "flat":
      return "A rate that deposits do not move: set by governance, or its answer is not known.";
  }
}
