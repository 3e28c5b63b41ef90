import { expect } from "chai";
import fc from "fast-check";
import { VETO_REASONS, type Veto } from "../../../bot/core/risk.ts";
import type { VetoInput } from "../../../bot/risk/vetoes/input.ts";
import { DEFAULT_VETO_SETTINGS } from "../../../bot/risk/vetoes/settings.ts";
import { VETO_RULES, vetoesOf } from "../../../bot/risk/vetoes/vetoesOf.ts";
import { NOW, units } from "../../decide/arbitraries.ts";
import { type InputFacts, inputFor, marketOf, markets, priceFeeds } from "./inputs.ts";

const AAVE = "1:aave-v3:usdc";
const CURVE = "1:curve:3pool-usdc";
const SKY = "1:sky-savings:usdc";
const MORPHO = "1:erc4626:morpho-steakhouse-usdc";
const OTHER = "0x00000000000000000000000000000000000000bB";

const said = (vetoes: readonly Veto[]) => vetoes.map(({ reason, effect }) => `${reason}: ${effect}`);
const saidOf = (id: string, facts: InputFacts = {}) => said(vetoesOf(inputFor(id, facts)));
const flags = (which: Partial<{ paused: boolean; frozen: boolean; supplyCapReached: boolean }>) => ({
  observation: { flags: { paused: false, frozen: false, supplyCapReached: false, ...which } },
});

const price = fc.oneof(fc.double({ min: 0.9, max: 1.1, noNaN: true }), fc.constant(null));
const anyInput: fc.Arbitrary<VetoInput> = fc
  .record({
    id: fc.constantFrom(...markets.map(({ id }) => id)),
    flags: fc.record({ paused: fc.boolean(), frozen: fc.boolean(), supplyCapReached: fc.boolean() }),
    liquidity: fc.bigInt({ min: 0n, max: units(2_000_000) }),
    isSeen: fc.boolean(),
    withdrawable: fc.bigInt({ min: 0n, max: units(1_000) }),
    healthReason: fc.constantFrom("", "frozen", "off-peg", "exit-liquidity", "unreadable", "something new"),
    dueReason: fc.constantFrom("frozen", "off-peg", "price-stale", "something new"),
    dueSubject: fc.constantFrom("adapter", "USDC", "DAI", "other", "nothing"),
    pricesUsd: fc.record({ USDC: price, DAI: price, USDT: price }),
    allowed: fc.constantFrom(null, [AAVE]),
  })
  .map((one) => {
    const input = inputFor(one.id, {
      observation: { flags: one.flags, liquidity: one.liquidity },
      position: { withdrawable: one.withdrawable, healthy: one.healthReason === "", healthReason: one.healthReason },
    });
    const subject = one.dueSubject === "adapter" ? (input.position?.adapter ?? OTHER) : (priceFeeds[one.dueSubject] ?? OTHER);
    return {
      ...input,
      observation: one.isSeen ? input.observation : null,
      breakerDue: one.dueSubject === "nothing" ? null : { reason: one.dueReason, subject },
      pricesUsd: one.pricesUsd,
      settings: { ...DEFAULT_VETO_SETTINGS, allowedMarkets: one.allowed },
    };
  });

describe("vetoes: all rules together", () => {
  it("say nothing of a healthy, liquid market", () => {
    for (const { id } of markets) {
      expect(saidOf(id), id).deep.equal([]);
      expect(saidOf(id, { position: null }), id).deep.equal([]);
    }
    fc.assert(
      fc.property(
        fc.constantFrom(...markets.map(({ id }) => id)),
        fc.double({ min: 0.97, max: 1.03, noNaN: true }),
        fc.bigInt({ min: units(1_000_000), max: units(100_000_000) }),
        (id, usd, liquidity) => {
          const input = { pricesUsd: { USDC: usd, DAI: usd, USDT: usd, WETH: 3_000 } };
          expect(saidOf(id, { observation: { liquidity }, input })).deep.equal([]);
        },
      ),
    );
  });

  it("do not depend on the order of rules, and name each reason once, in the order of the reasons", () => {
    const shuffled = fc.shuffledSubarray([...VETO_RULES], { minLength: VETO_RULES.length });
    fc.assert(
      fc.property(anyInput, shuffled, (input, rules) => {
        const vetoes = vetoesOf(input);
        expect(vetoesOf(input, rules)).deep.equal(vetoes);
        const places = vetoes.map(({ reason }) => VETO_REASONS.indexOf(reason));
        expect(places).deep.equal([...new Set(places)].sort((one, other) => one - other));
        for (const { detail } of vetoes) expect(detail).not.empty;
      }),
    );
  });

  it("let the stricter effect hold where two rules find the same, and tell both details", () => {
    const input = { breakerDue: { reason: "off-peg", subject: priceFeeds.USDC ?? "" }, pricesUsd: { USDC: 1, DAI: 0.9 } };
    const [veto, ...others] = vetoesOf(inputFor(SKY, { input }));
    expect(others).empty;
    expect(veto).include({ reason: "off-peg", effect: "exit" });
    expect(veto?.detail).include("DAI is at 0.9000 USD").and.include("price feed of USDC");
  });
});

describe("vetoes: rule by rule", () => {
  it("leaves a paused market, and one that governance froze", () => {
    expect(saidOf(AAVE, flags({ paused: true }))).deep.equal(["paused: exit"]);
    expect(saidOf(AAVE, flags({ frozen: true }))).deep.equal(["frozen: exit"]);
    expect(saidOf(SKY, flags({ frozen: true }))).deep.equal(["frozen: exit"]);
  });

  it("only closes what is full, and what anybody can make look frozen", () => {
    expect(saidOf(AAVE, flags({ supplyCapReached: true }))).deep.equal(["supply-cap-reached: close"]);
    // An ERC-4626 vault that takes nothing says both.
    expect(saidOf(MORPHO, flags({ frozen: true, supplyCapReached: true }))).deep.equal(["supply-cap-reached: close"]);
    expect(saidOf("1:uniswap-v3:usdc-usdt", flags({ frozen: true }))).deep.equal(["frozen: close"]);
  });

  it("leaves a market whose adapter is unhealthy, for the adapter's reason", () => {
    for (const reason of VETO_REASONS) {
      expect(saidOf(AAVE, { position: { healthy: false, healthReason: reason } })).deep.equal([`${reason}: exit`]);
    }
    const [unknown] = vetoesOf(inputFor(AAVE, { position: { healthy: false, healthReason: "0xff" } }));
    expect(unknown).include({ reason: "adapter-unhealthy", effect: "exit" });
    expect(unknown?.detail).include("0xff");
    const unread = { healthy: false, healthReason: "unreadable" };
    expect(saidOf(AAVE, { position: unread })).deep.equal(["adapter-unreadable: exit"]);
    expect(saidOf(AAVE, { position: { healthy: false, healthReason: "" } })).deep.equal(["adapter-unhealthy: exit"]);
  });

  it("takes the monitor's condition for the market's where it is about its adapter or the price of one of its tokens", () => {
    const due = (id: string, reason: string, subject: string) => saidOf(id, { input: { breakerDue: { reason, subject } } });
    const adapter = inputFor(AAVE).position?.adapter ?? "";
    expect(due(AAVE, "oracle-stale", adapter)).deep.equal(["oracle-stale: exit"]);
    expect(due(AAVE, "oracle-stale", adapter.toLowerCase())).deep.equal(["oracle-stale: exit"]);
    expect(due(AAVE, "oracle-stale", OTHER)).deep.equal([]);
    expect(due(AAVE, "price-stale", priceFeeds.USDC ?? "")).deep.equal(["price-stale: close"]);
    expect(due(AAVE, "off-peg", priceFeeds.USDC ?? "")).deep.equal(["off-peg: close"]);
    expect(due(AAVE, "price-stale", priceFeeds.DAI ?? "")).deep.equal([]);
    expect(due(CURVE, "off-peg", priceFeeds.DAI ?? "")).deep.equal(["off-peg: exit"]);
    expect(due(CURVE, "price-stale", priceFeeds.DAI ?? "")).deep.equal(["price-stale: close"]);
  });

  it("leaves as far as possible when less than our position can be withdrawn, dust and rounding aside", () => {
    const withdrawable = (tokens: number, observation = {}) => ({ position: { withdrawable: units(tokens) }, observation });
    expect(saidOf(AAVE, withdrawable(500))).deep.equal(["exit-liquidity: exit"]);
    expect(vetoesOf(inputFor(AAVE, withdrawable(500)))[0]?.detail).include("50.00 %");
    expect(saidOf(AAVE, withdrawable(998.9))).deep.equal(["exit-liquidity: exit"]);
    expect(saidOf(AAVE, withdrawable(999.5))).deep.equal([]);
    const large = { totalAssets: units(1_000_000) };
    expect(saidOf(AAVE, { position: { ...large, withdrawable: units(999_900) } })).deep.equal([]);
    expect(saidOf(AAVE, { position: { ...large, withdrawable: units(999_899) } })).deep.equal(["exit-liquidity: exit"]);
    expect(saidOf(AAVE, { position: { totalAssets: 1n, withdrawable: 0n } })).deep.equal([]);
  });

  it("takes for a pool's exit what there is of our token, for leaving an uneven pool costs but is open", () => {
    expect(saidOf(CURVE, { position: { withdrawable: 0n } })).deep.equal([]);
    expect(saidOf(CURVE, { position: { withdrawable: 0n }, observation: { liquidity: units(400) } })).deep.equal(["exit-liquidity: exit"]);
    expect(saidOf(CURVE, { position: { withdrawable: 0n }, input: { observation: null } })).deep.equal(["exit-liquidity: exit"]);
  });

  it("closes a lending market with less than the least withdrawable, at the edge", () => {
    const liquidity = (amount: bigint) => ({ observation: { totalSupply: units(100_000_000), liquidity: amount } });
    expect(saidOf(AAVE, liquidity(units(1_000_000)))).deep.equal([]);
    expect(saidOf(AAVE, liquidity(units(1_000_000) - 1n))).deep.equal(["exit-liquidity: close"]);
    expect(saidOf(AAVE, { observation: { totalSupply: 0n, liquidity: 0n } })).deep.equal([]);
    expect(saidOf("1:lido:steth", { ...liquidity(0n), position: null })).deep.equal([]);
  });

  it("closes on the vault's own asset off its peg and leaves on another, at the edges", () => {
    const at = (id: string, pricesUsd: Record<string, number | null>) => saidOf(id, { input: { pricesUsd } });
    expect(at(AAVE, { USDC: 0.97 })).deep.equal([]);
    expect(at(AAVE, { USDC: 0.9699999 })).deep.equal(["off-peg: close"]);
    expect(at(AAVE, { USDC: 1.03 })).deep.equal([]);
    expect(at(AAVE, { USDC: 1.0300001 })).deep.equal(["off-peg: close"]);
    expect(at(AAVE, { USDC: 1, DAI: 0.5 })).deep.equal([]);
    expect(at(CURVE, { USDC: 1, DAI: 1, USDT: 0.96 })).deep.equal(["off-peg: exit"]);
    expect(at(CURVE, { USDC: 0.9, DAI: 1, USDT: 1 })).deep.equal(["off-peg: close"]);
    expect(at(CURVE, { USDC: 0.9, DAI: 0.9, USDT: 1 })).deep.equal(["off-peg: exit"]);
    expect(at(SKY, { USDC: 1, DAI: 0.96 })).deep.equal(["off-peg: exit"]);
    expect(at(SKY, { USDC: null })).deep.equal([]);
    expect(at("1:aave-v3:weth", { WETH: 10 })).deep.equal([]);
  });

  it("closes a market that is younger than the least age, at the edge, and none of unknown launch", () => {
    const launched = Date.parse("2026-12-01") / 1000;
    const at = (atSeconds: number, launchedOn: "2026-12-01" | null = "2026-12-01") =>
      saidOf(AAVE, { input: { atSeconds, facts: { kind: "lending", launchedOn, dependencies: [] } } });
    expect(at(launched + 30 * 86_400)).deep.equal([]);
    expect(at(launched + 30 * 86_400 - 1)).deep.equal(["market-age: close"]);
    expect(at(launched - 1)).deep.equal(["market-age: close"]);
    expect(at(NOW, null)).deep.equal([]);
    expect(saidOf(AAVE, { input: { facts: null } })).deep.equal([]);
  });

  it("leaves what the operator has ordered to be left, and says whose order it is", () => {
    const order = { by: "ada", comment: null, sinceSeconds: NOW };
    expect(vetoesOf(inputFor(AAVE, { input: { deriskOrder: order } }))).deep.equal([
      { reason: "operator", effect: "exit", detail: "ordered by ada" },
    ]);
    const [veto] = vetoesOf(inputFor(AAVE, { position: null, input: { deriskOrder: { ...order, comment: "hack elsewhere" } } }));
    expect(veto).include({ effect: "exit", detail: "ordered by ada: hack elsewhere" });
  });

  it("leaves what is not on the operator's list", () => {
    const listed = (allowedMarkets: readonly string[] | null) => ({ input: { settings: { ...DEFAULT_VETO_SETTINGS, allowedMarkets } } });
    expect(saidOf(AAVE, listed([marketOf(AAVE).id]))).deep.equal([]);
    expect(saidOf(AAVE, listed([SKY]))).deep.equal(["not-allowed: exit"]);
    expect(saidOf(AAVE, listed(null))).deep.equal([]);
  });
});
