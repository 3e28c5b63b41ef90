import { RISK_CLASSES } from "../../../core/risk.ts";
import { marketName } from "../../format.ts";
import { type Finding, LASTING, type Rule } from "../rule.ts";

export const riskRaised: Rule = {
  name: "risk-raised",
  hysteresis: LASTING,
  remedy:
    "`keeper risk MARKET` says why. The keeper adds nothing to a market of class high and leaves one that has to be left, as far as it can pay.",
  judge({ risks, earlierRiskClasses, news }) {
    return risks.flatMap((risk): Finding[] => {
      const { marketId, riskClass, score, drivers, vetoes } = risk;
      const held = news.state?.positions.some((position) => position.marketId === marketId && position.totalAssets > 0n) ?? false;
      const exit = vetoes.find(({ effect }) => effect === "exit");
      const details = {
        riskClass,
        earlier: earlierRiskClasses.get(marketId) ?? null,
        score,
        held,
        vetoes: vetoes.map(({ reason }) => reason),
      };
      if (exit !== undefined && held) {
        const summary = `${marketName(marketId)} has to be left (${exit.reason}): ${exit.detail}`;
        return [{ subject: marketId, severity: "critical", summary, details }];
      }
      const before = earlierRiskClasses.get(marketId);
      if (riskClass === null || before === undefined || RISK_CLASSES.indexOf(riskClass) <= RISK_CLASSES.indexOf(before)) return [];
      const why = drivers[0] === undefined ? "" : `: ${drivers[0].words}`;
      const severity = riskClass === "high" && held ? "critical" : "warning";
      return [
        {
          subject: marketId,
          severity,
          summary: `${marketName(marketId)} went from ${before} to ${riskClass} risk within a day${why}`,
          details,
        },
      ];
    });
  },
};
