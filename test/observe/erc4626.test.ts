import { expect } from "chai";
import fc from "fast-check";
import type { ReadResult, Reads, Results } from "../../bot/chain/batch.ts";
import type { Market } from "../../bot/core/market.ts";
import { erc4626 } from "../../bot/observe/sources/erc4626.ts";
import { StaleDiscovery } from "../../bot/observe/sources/source.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { bookWithUsds, marketOf, observed, sUsds, useLocalCollector } from "./localCollector.ts";

const STEAKHOUSE = marketOf("1:erc4626:morpho-steakhouse-usdc");
const MORPHO = "0xBBBBBbbBBb9cC5e90e3b3Af64bdAF62C37EEFFCb";
const MARKET_IDS = [`0x${"11".repeat(32)}`, `0x${"22".repeat(32)}`, `0x${"33".repeat(32)}`];

interface Supplied {
  readonly supplied: bigint;
  readonly borrowed: bigint;
  readonly owned: bigint;
}

const ok = <Value>(value: Value): ReadResult<Value> => ({ ok: true, value });
const refused: ReadResult<never> = { ok: false, reason: "reverted" };

/** What a MetaMorpho vault with these markets would answer; an asset in Morpho is a million shares, as at a market's start. */
function answers(reads: Reads, markets: readonly Supplied[], cash: bigint): Results<Reads> {
  const perShare = 10n ** 6n;
  const totalAssets = markets.reduce((sum, { owned }) => sum + owned, 0n);
  const answer = (name: string): ReadResult<unknown> => {
    const { supplied = 0n, borrowed = 0n, owned = 0n } = markets[Number(name.replace(/\D/g, ""))] ?? {};
    if (name === "asset") return ok(STEAKHOUSE.asset.address);
    if (name === "shareDecimals") return ok(18n);
    if (name === "morpho") return ok(MORPHO);
    if (name === "marketCount") return ok(BigInt(markets.length));
    if (name === "morphoCash") return ok(cash);
    if (name === "sample") return ok(10n ** 15n + 10n ** 10n);
    if (name === "totalAssets") return ok(totalAssets);
    if (name === "maxDeposit") return ok(10n ** 30n);
    if (name === "cash") return ok(0n);
    if (name.startsWith("state")) {
      return ok({ totalSupplyAssets: supplied, totalSupplyShares: supplied * perShare, totalBorrowAssets: borrowed });
    }
    if (name.startsWith("shares")) return ok(owned * perShare);
    return Number(name.slice("market".length)) < markets.length ? ok(MARKET_IDS[Number(name.slice("market".length))]) : refused;
  };
  return Object.fromEntries(Object.keys(reads).map((name) => [name, answer(name)]));
}

function liquidityOf(markets: readonly Supplied[], cash: bigint): bigint {
  const source = erc4626(STEAKHOUSE);
  const open = source.open(answers(source.discovery, markets, cash));
  const now = answers(open.reads, markets, cash);
  const before = { ...now, sample: ok(10n ** 15n) };
  return open.observe(now, { blockTimeSeconds: 1_200, pricesUsd: {}, subgraph: null, earlier: { blockTimeSeconds: 0, results: before } })
    .liquidity;
}

describe("what of an ERC-4626 vault could be withdrawn", () => {
  describe("of a MetaMorpho vault", () => {
    it("is in each market what it has there or what is not lent out, and in all what Morpho holds", () => {
      const markets: readonly Supplied[] = [
        { supplied: 1_000n, borrowed: 900n, owned: 500n },
        { supplied: 1_000n, borrowed: 200n, owned: 300n },
        { supplied: 1_000n, borrowed: 1_000n, owned: 700n },
      ];
      expect(liquidityOf(markets, 10_000n)).to.equal(400n);
      expect(liquidityOf(markets, 50n)).to.equal(50n);
    });

    it("is never more than the vault has, than is not lent out, and than is there", () => {
      const amount = fc.bigInt(0n, 10n ** 15n);
      const market = fc.record({
        supplied: amount,
        borrowedPart: fc.integer({ min: 0, max: 110 }),
        ownedPart: fc.integer({ min: 0, max: 100 }),
      });
      fc.assert(
        fc.property(fc.array(market, { minLength: 1, maxLength: 3 }), amount, (some, cash) => {
          const markets = some.map(({ supplied, borrowedPart, ownedPart }) => ({
            supplied,
            borrowed: (supplied * BigInt(borrowedPart)) / 100n,
            owned: (supplied * BigInt(ownedPart)) / 100n,
          }));
          const sum = (of: (one: Supplied) => bigint) => markets.reduce((total, one) => total + of(one), 0n);
          const liquidity = liquidityOf(markets, cash);
          expect(liquidity <= sum(({ owned }) => owned)).to.equal(true);
          expect(liquidity <= sum(({ supplied, borrowed }) => (supplied > borrowed ? supplied - borrowed : 0n))).to.equal(true);
          expect(liquidity <= cash).to.equal(true);
          expect(liquidity >= 0n).to.equal(true);
        }),
      );
    });

    it("is found out anew when the vault's markets are others", () => {
      const source = erc4626(STEAKHOUSE);
      const one = { supplied: 10n, borrowed: 0n, owned: 10n };
      const open = source.open(answers(source.discovery, [one], 10n));
      const now = { ...answers(open.reads, [one], 10n), marketCount: ok(2n) };
      const context = { blockTimeSeconds: 1_200, pricesUsd: {}, subgraph: null, earlier: { blockTimeSeconds: 0, results: now } };
      expect(() => open.observe(now, context)).to.throw(StaleDiscovery);
      const renamed = { ...answers(open.reads, [one], 10n), market0: ok(MARKET_IDS[1]) };
      expect(() => open.observe(renamed, context)).to.throw(StaleDiscovery);
    });
  });

  describe("of others", () => {
    const { chain, collector } = useLocalCollector();
    const balanceOf = (token: string, account: string) =>
      readContract(chain().provider, { to: token, fragment: "function balanceOf(address) view returns (uint256)", args: [account] });
    const liquidity = async (market: Market) =>
      observed(await collector({ markets: [market], addressBook: bookWithUsds }).collect(), market.id).liquidity;

    it("is the vault's own balance, or that of the account the market names, and never more than all deposits", async () => {
      const { usds, susds, usdsPsm } = chain().addresses;
      expect(await liquidity(sUsds)).to.equal(await balanceOf(usds, susds));
      const held = await balanceOf(usds, usdsPsm);
      expect(held > 0n).to.equal(true);
      expect(await liquidity({ ...sUsds, companions: { cashHolder: usdsPsm } })).to.equal(held);
      expect(await liquidity({ ...sUsds, companions: { cashHolder: namedAccount("test/nobody") } })).to.equal(0n);
    });
  });
});
