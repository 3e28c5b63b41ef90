import { getAddress, isAddress } from "ethers";
import { z } from "zod";
import { alertsSchema } from "./alertSettings.ts";
import { reportsSchema } from "./reportSettings.ts";

const address = z
  .string()
  .refine(isAddress, "it must be an Ethereum address, 0x and 40 hexadecimal digits; capitals, if any, must be those of its checksum")
  .transform((text) => getAddress(text));
const httpUrl = z.url({ protocol: /^https?$/, error: "it must be an http or https URL" });
const positive = z.number().positive();
const nonNegative = z.number().nonnegative();
const wholeSeconds = z.int().positive();
const bps = z.number().min(0).max(10_000);

/** What an operator wants of decisions; keys left out have the defaults of `decide/policy.ts`. */
const decisionSchema = z
  .strictObject({
    horizonSeconds: wholeSeconds,
    idlePaybackSeconds: wholeSeconds.nullable(),
    pessimism: z.number().min(0).max(1),
    marginUsd: nonNegative,
    marginBps: bps,
    marginDoubt: z.number().min(0).max(1),
    minimumMoveUsd: nonNegative,
    cooldownSeconds: z.int().nonnegative(),
    gasDeadlineSeconds: z.int().nonnegative(),
    slackBps: bps,
    idleFloorToleranceBps: bps,
    capToleranceBps: bps,
    highRiskExitCover: nonNegative,
    highRiskExitBps: bps,
    mediumRelativeCapBps: bps,
    highPenaltyApr: nonNegative,
    mediumPenaltyApr: nonNegative,
    riskAversion: nonNegative,
    maxDataAgeSeconds: wholeSeconds,
    driftBandBps: bps,
  })
  .partial();

/** What no market may be, whatever it pays; keys left out have the defaults of `risk/vetoes/settings.ts`. */
const riskSchema = z
  .strictObject({
    /** Null allows every market. */
    allowedMarkets: z.array(z.string()).min(1, "it must name a market, or be null to allow all").nullable(),
    leastMarketAgeDays: nonNegative,
    leastExitLiquidityBps: bps,
    leastPegPrice: positive.max(1),
    greatestPegPrice: z.number().min(1),
  })
  .partial();

/** How transactions are made and paid for; keys left out have the defaults of `execute/policy.ts`. */
const executionSchema = z
  .strictObject({
    deadlineSeconds: wholeSeconds,
    maxLossBps: bps,
    /** Most that a single move may lose on its way, of what it moves. */
    maxMoveSlippageBps: bps,
    /** By how much more than the decision reckoned with, and than was measured just before. */
    slippageToleranceBps: bps,
    inclusionTimeoutSeconds: wholeSeconds,
    maxFeeGwei: positive,
    maxPriorityFeeGwei: positive,
    minPriorityFeeGwei: nonNegative,
    maxGasCostUsd: positive,
    maxGasCostEth: positive,
    /** Of all of the vault's transactions within 24 hours. */
    maxGasUsdPerDay: positive,
    maxGasEthPerDay: positive,
    maxGasLimit: z.int().min(100_000).max(16_777_216),
    /** Blocks a transaction waits in the public mempool before it is signed again with better fees, or cancelled if it would fail by now. */
    replaceAfterBlocks: z.int().positive(),
    /** How often at most; 0 never replaces and never cancels. */
    maxReplacements: z.int().nonnegative(),
  })
  .partial();

/** Who is offered transactions that are kept private. */
const builderSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, "it must be of small letters, digits and hyphens"),
  url: httpUrl,
  /** How it takes them: as bundles for chosen blocks, or as private transactions up to a block. */
  method: z.enum(["bundle", "private-transaction"]).default("bundle"),
});

/** How transactions reach a block; keys left out have the defaults of `execute/policy.ts`. */
const submissionSchema = z
  .strictObject({
    /** "auto" keeps private what trades in a pool, which others could profit from seeing, and publishes everything else. */
    route: z.enum(["public", "private", "auto"]),
    builders: z.array(builderSchema).min(1),
    /** How many blocks to come are offered at a time. */
    blocksAhead: z.int().min(1).max(25),
    /** After so many blocks in vain a private transaction is published; null never does. */
    publicFallbackAfterBlocks: z.int().positive().nullable(),
    /** How long a builder may take to answer. */
    timeoutSeconds: positive.max(60),
  })
  .partial();

/** Who holds the key that signs rebalances; passwords and tokens come from the environment. */
const signerSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    /** An encrypted JSON file. */
    kind: z.literal("keystore"),
    file: z.string().min(1),
  }),
  z.strictObject({
    /** A signer that speaks JSON-RPC, such as web3signer. */
    kind: z.literal("remote"),
    url: httpUrl,
    address,
    timeoutSeconds: positive.max(60).default(10),
    allowHttp: z.boolean().default(false),
  }),
]);

/** How long rows are kept; keys left out have the defaults of `store/maintenance.ts`. */
const storageSchema = z
  .strictObject({
    observationDays: z.int().nonnegative(),
    partitionMonthsAhead: z.int().min(1).max(24),
    /** How large the database may grow, where something else than the disk of this machine bounds it; 10^9 bytes each. */
    databaseLimitGigabytes: positive,
  })
  .partial();

/** Where a subgraph is: an endpoint of one's own, or an id on The Graph's network, which takes THEGRAPH_API_KEY. */
const subgraphSchema = z
  .strictObject({
    url: httpUrl.optional(),
    id: z
      .string()
      .regex(/^[1-9A-HJ-NP-Za-km-z]{40,}$/, "it must be the id of a subgraph as The Graph's explorer shows it")
      .optional(),
    timeoutSeconds: positive.max(60).default(5),
    /** What becomes of a sample when the subgraph gives no usable answer. */
    whenUnreachable: z.enum(["reject", "chain"]).default("reject"),
  })
  .refine(({ url, id }) => url === undefined || id === undefined, "it has `url` or `id`, not both");

/** What of a configuration a vault may have of its own. */
const vaultSettings = {
  chainId: z.int().positive(),
  rpcUrls: z.array(httpUrl),
  /** Nodes that keep all state, to read buckets that were missed. */
  archiveRpcUrls: z.array(httpUrl),
  vault: address.nullable(),
  /** Ids of the markets to watch; null watches the chain's lending and savings markets, "all" pools and watch-only markets, too. */
  markets: z.union([z.literal("all"), z.array(z.string()).min(1)]).nullable(),
  tickSeconds: z.int().min(5).max(86_400),
  strategy: z.string(),
  forecaster: z.string().nullable(),
  /** Null for the shipped one; "none" for vetoes alone. */
  riskModel: z.string().min(1).nullable(),
  decision: decisionSchema,
  risk: riskSchema,
  execution: executionSchema,
  submission: submissionSchema,
  /** Null for KEEPER_PRIVATE_KEY of the environment. */
  signer: signerSchema.nullable(),
};

/** One of several vaults; what it leaves out is that of the whole configuration. */
const vaultSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, "it must be of small letters, digits and hyphens, and begin with a letter")
    // KEEPER_KEYSTORE_PASSWORD_FILE would be this vault's password.
    .refine((name) => !/^file(-|$)/.test(name), "it must not begin with `file`"),
  ...z.object(vaultSettings).partial().shape,
});

/** Where the daemon answers how it is. */
const healthSchema = z.strictObject({
  port: z.int().min(0).max(65_535),
  host: z.string().min(1).default("127.0.0.1"),
});

/** Where the database is shown over HTTP. */
const apiSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(9_470),
  host: z.string().min(1).default("127.0.0.1"),
  /** Origins whose pages may read answers: "https://dashboard.example". */
  corsOrigins: z
    .array(
      z.url({ protocol: /^https?$/ }).refine((url) => new URL(url).origin === url, "it must be an origin: scheme, host and port alone"),
    )
    .default([]),
  /** Names it is asked by, beside those of this machine, while it listens for this machine alone. */
  hosts: z.array(z.string().min(1)).default([]),
  /** Of one address. */
  requestsPerMinute: z.int().positive().default(600),
  /** How many may follow live. */
  streamClients: z.int().positive().max(10_000).default(250),
});

/** Unknown keys are refused: a misspelt limit that is silently ignored is a limit that is not there. */
export const configurationSchema = z.strictObject({
  chainId: vaultSettings.chainId.default(1),
  /** Files with address books of further chains, or in place of those that are built in. */
  addressBooks: z.array(z.string().min(1)).default([]),
  rpcUrls: vaultSettings.rpcUrls.default([]),
  rpcTimeoutSeconds: positive.max(300).default(10),
  /** Null is three times rpcTimeoutSeconds. */
  rpcDeadlineSeconds: positive.max(900).nullable().default(null),
  /** By host, since URLs hold keys and come from the environment. */
  rpcRequestsPerSecond: z.record(z.string(), positive).default({}),
  /** By protocol; see `AddressBook.subgraphs`. */
  subgraphs: z.strictObject({ "uniswap-v3": subgraphSchema }).partial().default({}),
  archiveRpcUrls: vaultSettings.archiveRpcUrls.default([]),
  /** A newest block that is older is not believed. */
  maxBlockAgeSeconds: wholeSeconds.default(600),
  /** Nothing is executed while this machine's clock is further behind the newest block. */
  maxClockSkewSeconds: wholeSeconds.default(60),
  /** How many missed buckets are read again between two samples. */
  refillBucketsPerTick: z.int().min(0).max(1_000).default(20),
  databaseUrl: z
    .string()
    .refine((url) => /^postgres(ql)?:\/\//.test(url), "it must begin with postgresql://")
    .nullable()
    .default(null),
  dataFolder: z.string().min(1).default(".yield-keeper"),
  vault: vaultSettings.vault.default(null),
  markets: vaultSettings.markets.default(null),
  tickSeconds: vaultSettings.tickSeconds.default(300),
  strategy: vaultSettings.strategy.default("maximise-net-yield"),
  forecaster: vaultSettings.forecaster.default(null),
  riskModel: vaultSettings.riskModel.default(null),
  decision: decisionSchema.default({}),
  risk: riskSchema.default({}),
  execution: executionSchema.default({}),
  submission: submissionSchema.default({}),
  signer: vaultSettings.signer.default(null),
  storage: storageSchema.default({}),
  /** Null does not listen. */
  health: healthSchema.nullable().default(null),
  alerts: alertsSchema.prefault({}),
  /** Null reports nothing by itself. */
  reports: reportsSchema.nullable().default(null),
  /** Null does not listen. */
  api: apiSchema.nullable().default(null),
  /** Several vaults for one daemon; without any, the one of `vault`. */
  vaults: z.array(vaultSchema).default([]),
});

export type Configuration = z.output<typeof configurationSchema>;

export type VaultEntry = z.output<typeof vaultSchema>;

export type HealthSettings = z.output<typeof healthSchema>;

export type ApiSettings = z.output<typeof apiSchema>;

/** What holds where nothing is said of the API, and somebody asks for it. */
export const DEFAULT_API_SETTINGS: ApiSettings = apiSchema.parse({});

export type SignerSettings = z.output<typeof signerSchema>;
