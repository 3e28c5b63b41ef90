import { expect } from "chai";
import { encodeBytes32String, MaxUint256, parseUnits } from "ethers";
import fc from "fast-check";
import type { Address } from "../../bot/core/units.ts";
import { RAY } from "../../bot/core/units.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { ADMINISTRATORS } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { createFunding } from "../../scripts/local-mainnet/funding.ts";
import { setSavingsRate } from "../../scripts/local-mainnet/life/savingsRateActor.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { expectRevert, passTime, useLocalMainnet } from "./fixture.ts";

const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const APPROVE = "function approve(address,uint256)";
const FILE = "function file(bytes32,uint256)";

describe("Sky's stand-ins", () => {
  const chain = useLocalMainnet();
  const user = namedAccount("test/sky-user");
  const read = <T = bigint>(to: Address, fragment: string, ...args: readonly unknown[]) =>
    readContract<T>(chain().provider, { to, fragment, args });
  const execute = (from: Address, to: Address, fragment: string, ...args: readonly unknown[]) =>
    chain().impersonator.execute(from, to, fragment, args);

  describe("SUsdsStandIn", () => {
    async function deposit(assets: bigint): Promise<bigint> {
      const { provider, addresses } = chain();
      await createFunding(provider).usds(user, assets);
      await execute(user, addresses.usds, APPROVE, addresses.susds, MaxUint256);
      await execute(user, addresses.susds, "function deposit(uint256,address) returns (uint256)", assets, user);
      return read(addresses.susds, BALANCE_OF, user);
    }

    it("grows by ssr each second: rpow to the last digit, and the true power within its rounding", async () => {
      const { provider, addresses } = chain();
      await deposit(parseUnits("1000000", 18));
      const chi = await read(addresses.susds, "function chi() view returns (uint192)");
      const rho = await read(addresses.susds, "function rho() view returns (uint64)");
      const ssr = await read(addresses.susds, "function ssr() view returns (uint256)");
      for (const seconds of [1, 3_599, 86_400 * 30 + 7]) {
        await passTime(chain(), seconds);
        const elapsed = BigInt((await readHead(provider)).timestampSeconds) - rho;
        const price = await read(addresses.susds, "function convertToAssets(uint256) view returns (uint256)", RAY);
        expect(price).to.equal((rpow(ssr, elapsed) * chi) / RAY);
        // Independently, with 40 more digits: rpow's roundings, half a unit each and doubled by every squaring, stay below one a second.
        const scale = 10n ** 67n;
        const exact = (power(ssr * 10n ** 40n, elapsed, scale) * chi) / scale;
        const difference = price > exact ? price - exact : exact - price;
        expect(difference <= elapsed + 1n, `${price} against ${exact}`).to.equal(true);
      }
    });

    it("redeems what it shows, and has minted the interest it pays", async () => {
      const { addresses } = chain();
      const sharesOfOthers = await read(addresses.susds, "function totalSupply() view returns (uint256)");
      const shares = await deposit(parseUnits("1000000", 18));
      await passTime(chain(), 365 * 86_400);
      await execute(user, addresses.susds, "function redeem(uint256,address,address) returns (uint256)", shares, user, user);
      const received = await read(addresses.usds, BALANCE_OF, user);
      // 4.5 % a year, compounded each second, is how the initial rate is defined.
      expect(Number(received) / 1e18).to.be.closeTo(1_045_000, 0.01);
      expect(await read(addresses.susds, "function totalSupply() view returns (uint256)")).to.equal(sharesOfOthers);
      // What stays in the vault backs the others' shares, to rounding.
      const backing = await read(addresses.usds, BALANCE_OF, addresses.susds);
      const owed = await read(addresses.susds, "function convertToAssets(uint256) view returns (uint256)", sharesOfOthers);
      expect(Number(backing - owed)).to.be.within(-10, 10);
    });

    it("rounds shares down on the way in and up on the way out", async () => {
      const { addresses } = chain();
      await deposit(parseUnits("1000", 18));
      await fc.assert(
        fc.asyncProperty(fc.bigInt({ min: 1n, max: parseUnits("1000000", 18) }), async (assets) => {
          const minted = await read(addresses.susds, "function previewDeposit(uint256) view returns (uint256)", assets);
          const burned = await read(addresses.susds, "function previewWithdraw(uint256) view returns (uint256)", assets);
          expect(burned - minted >= 0n && burned - minted <= 1n).to.equal(true);
        }),
        { numRuns: 50 },
      );
    });

    it("takes a new rate only in the block of a drip, from a ward, and not below one", async () => {
      const { addresses } = chain();
      const { skyPauseProxy } = ADMINISTRATORS;
      const ssr = encodeBytes32String("ssr");
      await expectRevert(execute(user, addresses.susds, FILE, ssr, RAY), "NotAuthorized(address)");
      await expectRevert(execute(skyPauseProxy, addresses.susds, FILE, ssr, RAY), "ChiNotUpToDate(uint256)");
      await expectRevert(execute(skyPauseProxy, addresses.susds, FILE, ssr, RAY - 1n), "WrongRate(uint256)");
      expect(setSavingsRate(0.05).map(({ to }) => to)).to.deep.equal([addresses.susds, addresses.susds]);
    });
  });

  describe("UsdsPsmStandIn", () => {
    async function approveBoth(): Promise<void> {
      const { provider, addresses } = chain();
      await createFunding(provider).usdc(user, parseUnits("1000", 6));
      for (const token of [addresses.usdc, addresses.usds]) await execute(user, token, APPROVE, addresses.usdsPsm, MaxUint256);
    }

    it("swaps one to one between six and eighteen decimals and keeps the gem in the pocket", async () => {
      const { addresses } = chain();
      await approveBoth();
      const pocketBefore = await read(addresses.usdc, BALANCE_OF, addresses.usdsPsmPocket);
      await execute(user, addresses.usdsPsm, "function sellGem(address,uint256) returns (uint256)", user, parseUnits("1000", 6));
      expect(await read(addresses.usds, BALANCE_OF, user)).to.equal(parseUnits("1000", 18));
      expect(await read(addresses.usdc, BALANCE_OF, addresses.usdsPsmPocket)).to.equal(pocketBefore + parseUnits("1000", 6));
      await execute(user, addresses.usdsPsm, "function buyGem(address,uint256) returns (uint256)", user, parseUnits("999.999999", 6));
      expect(await read(addresses.usdc, BALANCE_OF, user)).to.equal(parseUnits("999.999999", 6));
      expect(await read(addresses.usds, BALANCE_OF, user)).to.equal(parseUnits("0.000001", 18));
      expect(await read(addresses.usdsPsm, "function to18ConversionFactor() view returns (uint256)")).to.equal(10n ** 12n);
    });

    it("takes its fees from the dollar side", async () => {
      const { addresses } = chain();
      const { skyPauseProxy } = ADMINISTRATORS;
      await approveBoth();
      await execute(skyPauseProxy, addresses.usdsPsm, FILE, encodeBytes32String("tin"), parseUnits("0.01", 18));
      await execute(skyPauseProxy, addresses.usdsPsm, FILE, encodeBytes32String("tout"), parseUnits("0.02", 18));
      await execute(user, addresses.usdsPsm, "function sellGem(address,uint256) returns (uint256)", user, parseUnits("1000", 6));
      expect(await read(addresses.usds, BALANCE_OF, user)).to.equal(parseUnits("990", 18));
      await execute(user, addresses.usdsPsm, "function buyGem(address,uint256) returns (uint256)", user, parseUnits("500", 6));
      expect(await read(addresses.usds, BALANCE_OF, user)).to.equal(parseUnits("480", 18));
    });

    it("cannot sell more USDS than its buffer holds", async () => {
      const { provider, addresses } = chain();
      const buffer = await read(addresses.usds, BALANCE_OF, addresses.usdsPsm);
      await approveBoth();
      await createFunding(provider).usdc(user, buffer / 10n ** 12n + 1n);
      await expectRevert(
        execute(user, addresses.usdsPsm, "function sellGem(address,uint256) returns (uint256)", user, buffer / 10n ** 12n + 1n),
        "ERC20InsufficientBalance(address,uint256,uint256)",
      );
    });
  });
});

/** `_rpow` of MakerDAO's pot: squaring, each product rounded half up. */
function rpow(base: bigint, exponent: bigint): bigint {
  let result = RAY;
  let square = base;
  for (let bits = exponent; bits > 0n; bits >>= 1n) {
    if (bits % 2n === 1n) result = result === RAY && bits === exponent ? square : (result * square + RAY / 2n) / RAY;
    square = (square * square + RAY / 2n) / RAY;
  }
  return result;
}

function power(base: bigint, exponent: bigint, scale: bigint): bigint {
  let result = scale;
  for (let square = base, bits = exponent; bits > 0n; bits >>= 1n, square = (square * square) / scale) {
    if (bits % 2n === 1n) result = (result * square) / scale;
  }
  return result;
}
