import { type MarketId, protocolOf } from "../../core/market.ts";
import type { FactDate } from "./factDate.ts";
import type { MarketKind } from "./marketKind.ts";
import { protocolFacts } from "./protocolFacts.ts";

/** What is known of one market and does not change with every block. To correct it: as for `ProtocolFacts`. */
export interface MarketFacts {
  readonly kind: MarketKind;
  readonly launchedOn: FactDate | null;
  /** Symbols of the tokens that have to keep their worth for deposits to keep theirs, beside the market's own asset. */
  readonly dependencies: readonly string[];
  /** Where the launch can be read. */
  readonly sources: readonly string[];
}

type OwnFacts = Omit<MarketFacts, "kind">;

const DEFILLAMA_AAVE = "https://github.com/DefiLlama/dimension-adapters/blob/master/fees/aave-v3.ts";
/** USDS is changed into DAI and back at par by anybody, and for USDC through the peg module of both. */
const USDS = ["USDS", "DAI"] as const;

/** With the market itself. */
const firstAaveReserve: OwnFacts = { launchedOn: "2023-01", dependencies: [], sources: [DEFILLAMA_AAVE] };

const MARKET_FACTS: Readonly<Record<MarketId, OwnFacts>> = {
  "1:aave-v3:usdc": firstAaveReserve,
  "1:aave-v3:dai": firstAaveReserve,
  "1:aave-v3:weth": firstAaveReserve,
  "1:aave-v3:usdt": { launchedOn: null, dependencies: [], sources: [] },
  "1:compound-v3:usdc": {
    launchedOn: "2022-08",
    dependencies: [],
    sources: ["https://www.comp.xyz/t/initialize-compound-iii-usdc-on-ethereum/3499"],
  },
  "1:sky-savings:usdc": {
    launchedOn: "2024-09-18",
    dependencies: USDS,
    sources: ["https://governance.aave.com/t/arfc-onboard-usds-and-susds-to-aave-v3/18987/3"],
  },
  "1:curve:3pool-usdc": {
    launchedOn: "2020-09",
    dependencies: ["DAI", "USDC", "USDT"],
    sources: [
      "https://gov.curve.fi/t/cip-13-add-a-new-tri-pool-and-a-liquidity-gauge-for-it-dai-usdc-usdt/629",
      "https://www.jarvix.com/blog/post/curve",
    ],
  },
  "1:maker-dsr:dai": {
    launchedOn: "2019-11",
    dependencies: [],
    sources: ["https://coinbit.world/news/altcoin/23-multi-collateral-dai-launches-and-introduces-the-dai-savings-rate.html"],
  },
  "1:lido:steth": { launchedOn: "2020-12", dependencies: [], sources: ["https://iq.wiki/wiki/lido-dao"] },
  "1:erc4626:spark-susdc": { launchedOn: null, dependencies: USDS, sources: [] },
  "1:erc4626:morpho-steakhouse-usdc": { launchedOn: null, dependencies: [], sources: [] },
  "1:uniswap-v3:usdc-usdt": { launchedOn: null, dependencies: ["USDC", "USDT"], sources: [] },
};

const UNKNOWN: OwnFacts = { launchedOn: null, dependencies: [], sources: [] };

/** A market that is not in the table has its protocol's kind and nothing else; null if the protocol is not known either. */
export function marketFacts(marketId: MarketId): MarketFacts | null {
  const kind = protocolFacts(protocolOf(marketId))?.kind;
  return kind === undefined ? null : { kind, ...(MARKET_FACTS[marketId] ?? UNKNOWN) };
}
