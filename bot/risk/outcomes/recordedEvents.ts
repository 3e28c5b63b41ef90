import type { OutcomeRule } from "./outcomes.ts";

/** A pause or a freeze that happened on Ethereum: histories of rates and deposits do not tell of them. */
interface RecordedEvent {
  readonly kind: "paused" | "frozen";
  readonly protocol: string;
  /** In capitals; null for all markets of the protocol. */
  readonly symbols: readonly string[] | null;
  readonly at: string;
  readonly source: string;
}

const REPORTS = "https://github.com/aave-dao/aave-proposals-reports/blob/main/reports";

/**
 * Freezes take effect when a proposal is executed: at the earliest a day (the short executor's delay) after the block in which its vote
 * ended, which is the time given here. To add one, name its source.
 */
const EVENTS: readonly RecordedEvent[] = [
  {
    kind: "frozen",
    protocol: "aave-v2",
    symbols: ["UST"],
    at: "2022-05-19T03:00:00Z",
    source: `${REPORTS}/75-freeze-usdt-and-update-stETH-params.md`,
  },
  {
    kind: "frozen",
    protocol: "aave-v2",
    symbols: ["REN"],
    at: "2022-11-17T19:00:00Z",
    source: `${REPORTS}/117-aave-v2-ethereum-risk-parameter-updates-REN-2022-12-11.md`,
  },
  {
    kind: "frozen",
    protocol: "aave-v2",
    symbols: ["BAL"],
    at: "2022-11-18T16:00:00Z",
    source: `${REPORTS}/119-aave-v2-ethereum-risk-parameter-updates-BAL-2022-13-11.md`,
  },
  {
    kind: "frozen",
    protocol: "aave-v2",
    // PAX is USDP's earlier name.
    symbols: [
      ...["YFI", "CRV", "ZRX", "MANA", "1INCH", "BAT", "SUSD", "ENJ", "GUSD", "AMPL", "RAI", "USDP", "PAX", "LUSD", "XSUSHI", "DPI"],
      ...["RENFIL", "MKR"],
    ],
    at: "2022-11-27T15:00:00Z",
    source: `${REPORTS}/121-aave-v2-ethereum-risk-parameter-updates-2022-22-11.md`,
  },
  {
    kind: "frozen",
    protocol: "aave-v2",
    symbols: ["BUSD"],
    at: "2023-02-26T09:00:00Z",
    source: `${REPORTS}/162-aave-v2-ethereum-freeze-busd.md`,
  },
  {
    kind: "paused",
    protocol: "aave-v2",
    symbols: null,
    at: "2023-11-04T17:38:35Z",
    source: "https://unchainedcrypto.com/?p=17011",
  },
];

export const paused: OutcomeRule = recorded("paused");
export const frozen: OutcomeRule = recorded("frozen");

function recorded(kind: RecordedEvent["kind"]): OutcomeRule {
  const events = EVENTS.filter((event) => event.kind === kind).map((event) => ({ ...event, atSeconds: Date.parse(event.at) / 1000 }));
  return (view, atSeconds, dueSeconds) => {
    const isConcerned = events.find(
      (event) =>
        event.protocol === view.series.protocol &&
        (event.symbols === null || event.symbols.includes(view.symbol)) &&
        event.atSeconds > atSeconds &&
        event.atSeconds <= dueSeconds,
    );
    return isConcerned?.atSeconds ?? Number.NaN;
  };
}
