import type { Market, Token } from "../core/market.ts";
import type { Address } from "../core/units.ts";

/** What the keeper knows of one chain without being told. */
export interface AddressBook {
  readonly chainId: number;
  readonly name: string;
  readonly tokens: Readonly<Record<string, Token>>;
  /** Chainlink feeds that quote a token in USD, by symbol; "ETH" prices gas. */
  readonly usdPriceFeeds: Readonly<Record<string, Address>>;
  /** Lending and savings: what is watched, and what a vault uses, unless the configuration names its markets. */
  readonly markets: readonly Market[];
  /**
   * Used only if the configuration names them: pools, whose price can fall, single vaults that somebody has to have looked at, and markets
   * that are only watched because no adapter puts money there. `scripts/deploy/adapters.ts` says for which protocols there is one.
   */
  readonly optionalMarkets: readonly Market[];
  /** Ids of the subgraphs on The Graph's network that sources ask, by protocol. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** How what markets pay on top can be sold. */
  readonly rewards: {
    /** Uniswap V3's SwapRouter. */
    readonly swapRouter: Address;
    readonly routes: readonly RewardRoute[];
  };
}

/** A way from a reward token to the asset of a vault. */
export interface RewardRoute {
  readonly token: Token;
  /** The Uniswap V3 pools in order: the fee in hundredths of a basis point, and the token that comes out. */
  readonly hops: readonly { readonly fee: number; readonly token: Token }[];
  /** The heartbeat of the token's USD feed and some slack. */
  readonly rewardPriceMaxAgeSeconds: number;
  /** The same for the asset's. */
  readonly assetPriceMaxAgeSeconds: number;
  /** For the pools' fees, the price impact and what the feeds lag. */
  readonly maxSlippageBps: number;
}

const usdc: Token = { address: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", symbol: "USDC", decimals: 6 };
const usdt: Token = { address: "0xdAC17F958D2ee523a2206206994597C13D831ec7", symbol: "USDT", decimals: 6 };
const dai: Token = { address: "0x6B175474E89094C44Da98b954EedeAC495271d0F", symbol: "DAI", decimals: 18 };
const weth: Token = { address: "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", symbol: "WETH", decimals: 18 };
const comp: Token = { address: "0xc00e94Cb662C3520282E6f5717214004A7f26888", symbol: "COMP", decimals: 18 };
const aave: Token = { address: "0x7Fc66500c84A76Ad7e9c93437bFc5Ac33E2DDaE9", symbol: "AAVE", decimals: 18 };
const aaveV3RewardsController: Address = "0x8164Cc65827dcFe994AB23944CBC90e0aa80bFcb";
const aaveV3Pool: Address = "0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2";

function aaveV3Market(asset: Token): Market {
  return {
    id: `1:aave-v3:${asset.symbol.toLowerCase()}`,
    chainId: 1,
    protocol: "aave-v3",
    asset,
    address: aaveV3Pool,
    companions: { rewardsController: aaveV3RewardsController },
  };
}

/** Over the token's 0.3 % pool with WETH and the 0.05 % pool of WETH and USDC; its feed has a heartbeat of an hour, USDC's of a day. */
function usdcRewardRoute(token: Token): RewardRoute {
  return {
    token,
    hops: [
      { fee: 3_000, token: weth },
      { fee: 500, token: usdc },
    ],
    rewardPriceMaxAgeSeconds: 4_500,
    assetPriceMaxAgeSeconds: 90_000,
    maxSlippageBps: 300,
  };
}

/** Ethereum's 3pool of DAI, USDC and USDT, entered and left with one of them. */
function curve3PoolMarket(asset: Token): Market {
  return {
    id: `1:curve:3pool-${asset.symbol.toLowerCase()}`,
    chainId: 1,
    protocol: "curve",
    asset,
    address: "0xbEbc44782C7dB0a1A60Cb6fe97d0b483032FF1C7",
    companions: {
      shareToken: "0x6c3F90f043a72FA612cbac8115EE7e52BDe6E490",
      gauge: "0xbFcF63294aD7105dEa65aA58F8AE5BE2D9d0952A",
      coin0: dai.address,
      coin1: usdc.address,
      coin2: usdt.address,
    },
  };
}

/** Ethereum. A test holds the Aave addresses against @aave-dao/aave-address-book. */
const ethereum: AddressBook = {
  chainId: 1,
  name: "Ethereum",
  tokens: { USDC: usdc, USDT: usdt, DAI: dai, WETH: weth },
  usdPriceFeeds: {
    ETH: "0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419",
    WETH: "0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419",
    USDC: "0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6",
    USDT: "0x3E7d1eAB13ad0104d2750B8863b489D65364e32D",
    DAI: "0xAed0c38402a5d19df6E4c03F4E2DceD6e29c1ee9",
    COMP: "0xdbd020CAeF83eFd542f4De03e3cF0C28A4428bd5",
    AAVE: "0x547a514d5e3769680Ce22B2361c10Ea13619e8a9",
    CRV: "0xCd627aA160A6fA45Eb793D19Ef54f5062F20f33f",
  },
  markets: [
    aaveV3Market(usdc),
    aaveV3Market(usdt),
    aaveV3Market(dai),
    aaveV3Market(weth),
    {
      id: "1:compound-v3:usdc",
      chainId: 1,
      protocol: "compound-v3",
      asset: usdc,
      address: "0xc3d688B66703497DAA19211EEdff47f25384cdc3",
      companions: { cometRewards: "0x1B0e765F6224C21223AeA2af16c1C46E38885a40" },
    },
    {
      id: "1:sky-savings:usdc",
      chainId: 1,
      protocol: "sky-savings",
      asset: usdc,
      address: "0xa3931d71877C0E7a3148CB7Eb4463524FEc27fbD",
      companions: { psm: "0xA188EEC8F81263234dA3622A406892F3D630f98c" },
    },
  ],
  optionalMarkets: [
    curve3PoolMarket(usdc),
    {
      id: "1:maker-dsr:dai",
      chainId: 1,
      protocol: "maker-dsr",
      asset: dai,
      address: "0x83F20F44975D03b1b09e64809B757c47f942BEeA",
      companions: { pot: "0x197E90f9FAD81970bA7976f33CbD77088E5D7cf7" },
    },
    {
      id: "1:lido:steth",
      chainId: 1,
      protocol: "lido",
      asset: weth,
      address: "0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84",
      companions: {
        accountingOracle: "0x852deD011285fe67063a08005c71a85690503Cee",
        withdrawalQueue: "0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1",
      },
    },
    {
      id: "1:erc4626:spark-susdc",
      chainId: 1,
      protocol: "erc4626",
      asset: usdc,
      address: "0xBc65ad17c5C0a2A4D159fa5a503f4992c7B545FE",
      companions: { cashHolder: "0x37305B1cD40574E4C5Ce33f8e8306Be057fD7341" },
    },
    {
      id: "1:erc4626:morpho-steakhouse-usdc",
      chainId: 1,
      protocol: "erc4626",
      asset: usdc,
      address: "0xBEEF01735c132Ada46AA9aA4c54623cAA92A64CB",
      companions: {},
    },
    {
      id: "1:uniswap-v3:usdc-usdt",
      chainId: 1,
      protocol: "uniswap-v3",
      asset: usdc,
      address: "0x3416cF6C708Da44DB2624D63ea0AAef7113527C6",
      companions: { other: usdt.address },
    },
  ],
  subgraphs: { "uniswap-v3": "5zvR82QoaXYFyDEKLZ9t6v9adgnptxYpKpSbxtgVENFV" },
  rewards: {
    swapRouter: "0xE592427A0AEce92De3Edee1F18E0157C05861564",
    routes: [usdcRewardRoute(comp), usdcRewardRoute(aave)],
  },
};

const builtIn: ReadonlyMap<number, AddressBook> = new Map([[ethereum.chainId, ethereum]]);
const books = new Map(builtIn);

/** Address books by chain id: what is built in, and what the configuration adds. */
export const addressBooks: ReadonlyMap<number, AddressBook> = books;

/** Makes these, of the configuration that holds from now on, known beside or in place of those that are built in. */
export function useAddressBooks(further: readonly AddressBook[]): void {
  books.clear();
  for (const [chainId, book] of builtIn) books.set(chainId, book);
  for (const book of further) books.set(book.chainId, book);
}

/** The chains known with these beside the built-in ones. */
export function chainsWith(further: readonly AddressBook[]): ReadonlySet<number> {
  return new Set([...builtIn.keys(), ...further.map(({ chainId }) => chainId)]);
}

/** Every market of a chain that the keeper knows. */
export function knownMarkets({
  markets,
  optionalMarkets = [],
}: Pick<AddressBook, "markets"> & Partial<Pick<AddressBook, "optionalMarkets">>): readonly Market[] {
  return [...markets, ...optionalMarkets];
}
