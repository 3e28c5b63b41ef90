/** Ways of classifying: a booster for each cause, or the prior work's one for all classes. */
export const RISK_PRESETS = ["causes", "prior"] as const;
export type RiskPreset = (typeof RISK_PRESETS)[number];
