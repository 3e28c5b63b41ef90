import type { Schema } from "../../../client/keeperClient.ts";

export type DecisionReason = Schema<"Decision">["reason"];
export type SkipReason = NonNullable<Schema<"MarketDecision">["skipped"]>["reason"];
export type Action = Schema<"Decision">["action"];

interface Reason {
  /** In plain words, to be read alone. */
  readonly words: string;
  readonly action: Action;
  /** Whether it waits until the benefit reaches what is required; others state the figures and go ahead. */
  readonly waitsForBenefit: boolean;
}

const move = (words: string, waitsForBenefit: boolean): Reason => ({ words, action: "rebalance", waitsForBenefit });
const hold = (words: string): Reason => ({ words, action: "hold", waitsForBenefit: true });

const REASONS: Readonly<Record<DecisionReason, Reason>> = {
  "net-benefit": move("Moving pays by more than is required", true),
  "risk-exit": move("Money leaves a market that became too risky", false),
  "idle-floor": move("Idle money is brought back to its floor", false),
  "over-cap": move("A position above its cap is cut back", false),
  "target-weights": move("Positions follow the strategy's weights", false),
  "already-optimal": hold("Every position is where it should be"),
  "below-margin": hold("The best plan gains less than is required"),
  "cost-exceeds-gain": hold("No move pays for itself"),
  cooldown: hold("Waiting for the cooldown to end"),
  "waiting-for-gas": hold("Waiting for cheaper gas"),
  "loss-budget": hold("The plan would lose more than the loss limits have left"),
  turnover: hold("What may be allocated in a day is used up"),
  "reduce-only": hold("The vault only reduces risk"),
  paused: hold("The vault is paused"),
  "no-safe-market": hold("No market is safe to add to"),
  "no-assets": hold("The vault has no assets"),
  "no-data": hold("No market has data that is recent enough"),
};

const SKIPS: Readonly<Record<SkipReason, string>> = {
  "at-target": "It is where it should be",
  "gas-exceeds-gain": "Moving costs more than it gains",
  "below-margin": "Moving gains less than is required",
  cooldown: "Waiting for the cooldown to end",
  "waiting-for-gas": "Waiting for cheaper gas",
  "loss-budget": "The loss limits have too little left",
  turnover: "What may be allocated in a day is used up",
  "reduce-only": "The vault only reduces risk",
  paused: "The vault is paused",
  unhealthy: "Its adapter reports that something is wrong",
  veto: "A veto lets nothing be added",
  "high-risk": "Its risk is high, so nothing is added",
  "no-data": "It has no recent observation or forecast",
  "no-room": "It is full, by its cap or by what the market takes",
  "risk-cap": "Positions that share a risk with it are at that risk's cap",
  "no-liquidity": "Nothing can be withdrawn now",
  "urgent-first": "An urgent plan is carried out first, and alone",
  "not-in-best-plan": "Alone it would pay, but the best whole plan leaves it out",
};

export function reasonWords(reason: DecisionReason): string {
  return REASONS[reason].words;
}

export function skipWords(reason: SkipReason): string {
  return SKIPS[reason];
}

/** The reasons of moves, of non-moves, or all. */
export function reasonsOf(action: Action | null): readonly DecisionReason[] {
  return (Object.keys(REASONS) as DecisionReason[]).filter((reason) => action === null || REASONS[reason].action === action);
}

/** Whether such a decision compares its benefit with what is required. */
export function waitsForBenefit(reason: DecisionReason): boolean {
  return REASONS[reason].waitsForBenefit;
}
