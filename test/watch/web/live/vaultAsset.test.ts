import { expect } from "chai";
import { vaultAsset } from "../../../../bot/watch/web/live/vaultAsset.ts";

const USDC = { address: `0x${"a".repeat(40)}`, symbol: "USDC", decimals: 6 };
const WETH = { address: `0x${"b".repeat(40)}`, symbol: "WETH", decimals: 18 };

describe("the asset of a vault", () => {
  it("is that of the markets it was in", () => {
    const markets = [market("1:aave-v3:usdc", USDC), market("1:aave-v3:weth", WETH)];
    expect(vaultAsset(markets, 1, [allocation("1:aave-v3:gone", "1:aave-v3:weth")])).to.equal(WETH);
  });

  it("before its first decision is that of its chain, where all markets have the same", () => {
    const usdc = market("1:aave-v3:usdc", USDC);
    expect(vaultAsset([usdc, market("10:aave-v3:weth", WETH)], 1, [])).to.equal(USDC);
    expect(vaultAsset([usdc, market("1:aave-v3:weth", WETH)], 1, [])).to.equal(null);
    expect(vaultAsset([], 1, [])).to.equal(null);
  });
});

function market(id: string, asset: typeof USDC) {
  return { id, chainId: Number(id.split(":")[0]), protocol: "aave-v3", asset, address: asset.address, companions: {} };
}

function allocation(...marketIds: string[]) {
  return {
    tickId: 1,
    bucketTimeSeconds: 0,
    decisionId: "",
    totalAssets: null,
    markets: marketIds.map((marketId) => ({ marketId, current: "0", target: "0" })),
  };
}
