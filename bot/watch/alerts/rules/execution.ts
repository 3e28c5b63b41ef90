import { toFloat } from "../../../core/units.ts";
import { rebalancesPaidFor } from "../../../execute/account.ts";
import { marketName, percent } from "../../format.ts";
import { ether } from "../../keeperAccount.ts";
import { AT_ONCE, EVENT, type Finding, LASTING, type Rule } from "../rule.ts";

const DRIFT_BPS = -10;
const DRIFT_CRITICAL_BPS = -50;

export const executionDrift: Rule = {
  name: "execution-drift",
  hysteresis: EVENT,
  remedy:
    "`keeper status` shows expected and actual positions; tighten execution.maxMoveSlippageBps, or keep the market's transactions private.",
  judge: ({ drift }) =>
    drift.flatMap(({ marketId, adapter, worstBps, meanBps, count }): Finding[] => {
      if (worstBps > DRIFT_BPS) return [];
      return [
        {
          subject: `${marketId} ${adapter}`,
          severity: worstBps <= DRIFT_CRITICAL_BPS ? "critical" : "warning",
          summary: `A move of ${marketName(marketId)} came to ${Math.abs(worstBps).toFixed(1)} bp less than expected within 24 hours`,
          details: { marketId, adapter, worstBps, meanBps, moves: count },
        },
      ];
    }),
};

const BUDGET_NEAR = 0.8;

export const gasBudget: Rule = {
  name: "gas-budget",
  hysteresis: LASTING,
  remedy:
    "Nothing is sent beyond the budget. See what was sent (`keeper status`); raise execution.maxGasUsdPerDay only if it was worth it.",
  judge({ gasSpent, vault }) {
    const { maxUsdPerDay, maxWeiPerDay } = vault.gasBudget;
    const ofEther = maxWeiPerDay > 0n ? Number(gasSpent.wei) / Number(maxWeiPerDay) : 0;
    const used = Math.max(ofEther, gasSpent.usd / maxUsdPerDay);
    if (!(used >= BUDGET_NEAR)) return [];
    return [
      {
        subject: "vault",
        severity: used >= 1 ? "critical" : "warning",
        summary: `${percent(used, 0)} of the day's gas budget is used: ${gasSpent.usd.toFixed(2)} USD, ${toFloat(gasSpent.wei, 18).toFixed(4)} ETH`,
        details: { used, usd: gasSpent.usd, wei: String(gasSpent.wei) },
      },
    ];
  },
};

/** What a tick ends as that wanted to send something. */
const SENDING = ["refused", "pending", "rebalanced"];

/** At twice the base fee, which a transaction has to be able to pay and seldom does: days of ordinary work are left at the first, hours at the second. */
const REBALANCES = 20;
const REBALANCES_CRITICAL = 3;

export const keyBalance: Rule = {
  name: "key-balance",
  hysteresis: AT_ONCE,
  remedy: "Send ETH to the keeper's account (`keeper doctor` names it): without it no risk can be reduced.",
  judge({ ticks, news: { account } }) {
    const last = ticks.find(({ status }) => SENDING.includes(status));
    if (last?.error?.rule === "insufficient-funds") {
      const summary = `The keeper's account cannot pay for a transaction: ${last.error.message}`;
      return [{ subject: "account", severity: "critical", summary, details: { tickId: last.id } }];
    }
    const left = account === null ? Number.POSITIVE_INFINITY : rebalancesPaidFor(account);
    if (account === null || left >= REBALANCES) return [];
    const { address, balanceWei, rebalanceCostWei } = account;
    return [
      {
        subject: "account",
        severity: left < REBALANCES_CRITICAL ? "critical" : "warning",
        summary: `The keeper's account ${address} has ${ether(balanceWei)}, which pays for ${left.toFixed(1)} more rebalances at the present maximum fee`,
        details: { address, balanceWei: String(balanceWei), rebalanceCostWei: String(rebalanceCostWei), rebalances: left },
      },
    ];
  },
};

const OFFERS = 10;
const OFFERS_IN_VAIN = 8;

export const bundleMisses: Rule = {
  name: "bundle-misses",
  hysteresis: LASTING,
  remedy: "See what builders say (`keeper status`, `keeper doctor`): a tip that is too low, or one builder too few (docs/submission.md).",
  judge({ bundles }) {
    const last = bundles.filter(({ status }) => ["included", "missed", "refused"].includes(status)).slice(0, OFFERS);
    const vain = last.filter(({ status }) => status !== "included");
    if (vain.length < OFFERS_IN_VAIN) return [];
    const builders = [...new Set(vain.map(({ builder }) => builder))];
    return [
      {
        subject: "offers",
        severity: "warning",
        summary: `${vain.length} of the last ${last.length} offers to builders came to nothing (${builders.join(", ")})`,
        details: { vain: vain.length, offers: last.length, builders, reason: vain[0]?.reason ?? null },
      },
    ];
  },
};

export const transactionFailed: Rule = {
  name: "transaction-failed",
  hysteresis: EVENT,
  remedy: "`keeper status` shows the decision and the reason; the next tick decides anew.",
  judge: ({ failedTransactions }) =>
    failedTransactions.map(({ hash, decisionId, status, reason }) => ({
      subject: hash,
      severity: "warning",
      summary: `A transaction was ${status}: ${reason ?? "no reason is known"}`,
      details: { hash, decisionId, status },
    })),
};

export const reorganised: Rule = {
  name: "reorganised",
  hysteresis: EVENT,
  remedy: "The transaction is followed until it is in the chain again or certainly lost; samples of the blocks are read again.",
  judge({ news, orphanedBlocks }) {
    const transactions = news.reorganised.map(
      ({ hash, atSeconds }): Finding => ({
        subject: hash,
        severity: "warning",
        summary: "The block of a transaction has left the chain",
        details: { hash, atSeconds },
      }),
    );
    if (orphanedBlocks === 0) return transactions;
    const summary = `${orphanedBlocks} sampled ${orphanedBlocks === 1 ? "block has" : "blocks have"} left the chain within an hour`;
    return [...transactions, { subject: "blocks", severity: "info", summary, details: { orphanedBlocks } }];
  },
};
