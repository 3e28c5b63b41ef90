import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { PROJECT_ROOT } from "../../scripts/local-mainnet/projectRoot.ts";

/** What Curve's own code answered: a file that is not part of this project. */
export interface CurveVectors {
  readonly A: number;
  readonly fee_1e10: number;
  readonly admin_fee_1e10: string;
  readonly decimals: readonly number[];
  readonly steps: readonly VectorStep[];
  readonly quotes_before_step: readonly VectorQuote[];
}

export interface VectorStep {
  readonly op: "add_liquidity" | "remove_liquidity" | "remove_liquidity_imbalance" | "exchange";
  readonly args: {
    readonly amounts: string[];
    readonly min: string;
    readonly lp: string;
    readonly max_burn: string;
    readonly i: number;
    readonly j: number;
    readonly dx: string;
    readonly min_dy: string;
  };
  readonly lp_delta: string;
  readonly coin_deltas: readonly string[];
  readonly after: { readonly balances: readonly string[]; readonly lp_supply: string; readonly virtual_price: string };
}

interface VectorQuote {
  readonly at: number;
  readonly i?: number;
  readonly j?: number;
  readonly dx?: string;
  readonly dy?: string;
  readonly calc_token_amount?: readonly string[];
  readonly deposit?: boolean;
  readonly out?: string;
}

/** Null where the file is not there. */
export function readCurveVectors(): CurveVectors | null {
  const folder = process.env.YIELD_KEEPER_VECTORS ?? path.join(PROJECT_ROOT, "../shared/vectors");
  const file = path.join(folder, "curve_stableswap.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
