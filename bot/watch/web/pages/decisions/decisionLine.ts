import { listText } from "../../../../decide/wording.ts";
import type { Schema } from "../../../client/keeperClient.ts";
import { type Asset, tokens } from "../../format/amounts.ts";
import { marketName } from "../../format/names.ts";
import { reasonWords } from "./reasons.ts";

const MARKETS_SHOWN = 3;

/** What was decided, in one line: where money goes, or why it stays. */
export function decisionLine({ moves, reason }: Pick<Schema<"DecisionSummary">, "moves" | "reason">, asset: Asset): string {
  if (moves.length === 0) return reasonWords(reason);
  const out = moves.filter(({ change }) => BigInt(change) < 0n);
  const into = moves.filter(({ change }) => BigInt(change) > 0n);
  const amount = [out, into].map(sizeOf).reduce((larger, size) => (size > larger ? size : larger), 0n);
  return `${tokens(String(amount), asset)} ${asset.symbol} from ${placesOf(out)} to ${placesOf(into)}`;
}

type Move = Schema<"DecisionSummary">["moves"][number];

function sizeOf(moves: readonly Move[]): bigint {
  return moves.reduce((sum, { change }) => sum + (BigInt(change) < 0n ? -BigInt(change) : BigInt(change)), 0n);
}

/** What leaves no market comes from idle money, and what enters none becomes it. */
function placesOf(moves: readonly Move[]): string {
  if (moves.length === 0) return "idle";
  return listText(
    moves.map(({ marketId }) => marketName(marketId)),
    MARKETS_SHOWN,
  );
}
