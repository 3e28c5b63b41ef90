import { expect } from "chai";
import type { Result } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { marketActors } from "../../scripts/local-mainnet/actors.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { REWARD_TREASURY, rewardAaveSuppliers, rewardCometSuppliers } from "../../scripts/local-mainnet/deploy/rewards.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { expectRevert, passTime, useLocalMainnet } from "./fixture.ts";

const { comp, aave, weth, comet, cometRewards, aaveRewardsController, aaveAUsdc, usdc, aavePool } = mainnetAddresses;
const TOKEN = 10n ** 18n;
const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const CLAIM_ALL = "function claimAllRewards(address[],address) returns (address[],uint256[])";
const SUPPLY = "function supply(address,uint256,address,uint16)";
const ANYBODY = namedAccount("test/anybody");

describe("rewards on a local mainnet", () => {
  const chain = useLocalMainnet();
  const read = <T = bigint>(to: Address, fragment: string, args: readonly unknown[] = []) =>
    readContract<T>(chain().provider, { to, fragment, args });
  const send = (from: Address, to: Address, fragment: string, args: readonly unknown[] = []) =>
    chain().impersonator.execute(from, to, fragment, args);
  const balance = (token: Address, account: Address) => read(token, BALANCE_OF, [account]);
  const now = async () => (await readHead(chain().provider)).timestampSeconds;
  const lenders = (market: "aave-usdc" | "comet-usdc") => marketActors(market).lenders as readonly [Address, Address];

  it("has pools that give a whole COMP and AAVE for what the feeds say, less the fee and the impact of so little", async () => {
    const { uniswapQuoterV2, chainlinkEthUsd, compUsdFeed, aaveUsdFeed } = chain().addresses;
    const price = (feed: Address) => read(feed, "function latestAnswer() view returns (int256)");
    for (const [token, feed] of [
      [comp, compUsdFeed],
      [aave, aaveUsdFeed],
    ] as const) {
      const [quoted] = await read<Result>(
        uniswapQuoterV2,
        "function quoteExactInputSingle((address tokenIn, address tokenOut, uint256 amountIn, uint24 fee, uint160 limit)) returns (uint256, uint160, uint32, uint256)",
        [[token, weth, TOKEN, 3_000, 0]],
      );
      const lessFee = ((await price(feed)) * TOKEN * 997n) / (await price(chainlinkEthUsd)) / 1_000n;
      expect(quoted).within((lessFee * 9_999n) / 10_000n, lessFee);
    }
  });

  it("pays nothing until a programme starts", async () => {
    const [lender] = lenders("aave-usdc");
    expect([...(await read<Result>(aaveRewardsController, "function getRewardsByAsset(address) view returns (address[])", [aaveAUsdc]))]).to
      .be.empty;
    await send(lender, aaveRewardsController, CLAIM_ALL, [[aaveAUsdc], lender]);
    const [supplier] = lenders("comet-usdc");
    await passTime(chain(), 86_400);
    await send(supplier, cometRewards, "function claim(address,address,bool)", [comet, supplier, true]);
    expect(await balance(comp, supplier)).to.equal(0n);
  });

  it("upgrades Comet to pay COMP without touching its deposits", async () => {
    const [supplier] = lenders("comet-usdc");
    const principalOf = "function userBasic(address) view returns (int104, uint64, uint64, uint16, uint8)";
    const deposits = async () => (await read<Result>(comet, principalOf, [supplier]))[0] as bigint;
    const before = await deposits();
    await rewardCometSuppliers(chain().impersonator, 0.02);
    expect(await deposits()).to.equal(before);
    const startSeconds = await now();
    await passTime(chain(), 100_000);
    // Anybody may have it paid to the supplier, nobody to another.
    await expectRevert(
      send(ANYBODY, cometRewards, "function claimTo(address,address,address,bool)", [comet, supplier, ANYBODY, true]),
      "NotPermitted(address)",
    );
    await send(ANYBODY, cometRewards, "function claim(address,address,bool)", [comet, supplier, true]);
    const paid = await balance(comp, supplier);
    // Two lenders share what is emitted; the market counts in millionths and rounds down.
    const emitted = (BigInt((await now()) - startSeconds) * TOKEN) / 50n;
    expect(paid).within(emitted / 2n - TOKEN / 1_000n, emitted / 2n);
  });

  it("sets a Comet's reward once, by the governor", async () => {
    const configure = "function setRewardConfig(address,address)";
    await expectRevert(send(ANYBODY, cometRewards, configure, [comet, aave]), "NotPermitted(address)");
    await expectRevert(send(ADMINISTRATORS.cometGovernor, cometRewards, configure, [comet, aave]), "AlreadyConfigured(address)");
    await expectRevert(send(ANYBODY, cometRewards, "function claim(address,address,bool)", [usdc, ANYBODY, true]), "NotSupported(address)");
  });

  it("pays holders of an aToken by the time and share they held, whoever joins in between, until the programme's end", async () => {
    const [first, second] = lenders("aave-usdc");
    const claim = (lender: Address) => send(lender, aaveRewardsController, CLAIM_ALL, [[aaveAUsdc], lender]);
    const perSecondWei = TOKEN / 1_000n;
    const endSeconds = (await now()) + 200_000;
    await rewardAaveSuppliers(chain().impersonator, { aToken: aaveAUsdc, reward: aave, perSecondWei, endSeconds });
    const startSeconds = await now();
    await passTime(chain(), 100_000);
    // From here on the second has twice what the first has.
    const supplied = await balance(aaveAUsdc, second);
    await send(second, aavePool, SUPPLY, [usdc, supplied, second, 0]);
    const joinSeconds = await now();
    await passTime(chain(), 150_000);
    await claim(first);
    await claim(second);
    const [firstPaid, secondPaid] = [await balance(aave, first), await balance(aave, second)];
    const alone = perSecondWei * BigInt(joinSeconds - startSeconds);
    const joined = perSecondWei * BigInt(endSeconds - joinSeconds);
    // What the second supplies has gained a little interest since it was read; indexes are rounded down.
    expect(firstPaid + secondPaid).within(((alone + joined) * 999_999n) / 1_000_000n, alone + joined);
    expect(firstPaid).within(((alone / 2n + joined / 3n) * 9_999n) / 10_000n, ((alone / 2n + joined / 3n) * 10_001n) / 10_000n);
    await claim(first);
    expect(await balance(aave, first), "after the end").to.equal(firstPaid);
  });

  it("lets the emission manager alone start a programme", async () => {
    await expectRevert(
      send(
        REWARD_TREASURY,
        aaveRewardsController,
        "function configureAssets((uint88, uint256, uint32, address, address, address, address)[])",
        [[]],
      ),
      "OnlyEmissionManager(address)",
    );
  });
});
