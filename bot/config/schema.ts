import { getAddress, isAddress } from "ethers";
import { z } from "zod";
import { addressBooks } from "./addressBook.ts";

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
    pessimism: z.number().min(0).max(1),
    marginUsd: nonNegative,
    marginBps: bps,
    minimumMoveUsd: nonNegative,
    cooldownSeconds: z.int().nonnegative(),
    slackBps: bps,
    idleFloorToleranceBps: bps,
    capToleranceBps: bps,
    maxDataAgeSeconds: wholeSeconds,
    driftBandBps: bps,
  })
  .partial();

/** How transactions are made and paid for; keys left out have the defaults of `execute/policy.ts`. */
const executionSchema = z
  .strictObject({
    deadlineSeconds: wholeSeconds,
    maxLossBps: bps,
    inclusionTimeoutSeconds: wholeSeconds,
    maxFeeGwei: positive,
    maxPriorityFeeGwei: positive,
    minPriorityFeeGwei: nonNegative,
    maxGasCostUsd: positive,
    maxGasLimit: z.int().min(100_000).max(16_777_216),
  })
  .partial();

/** Unknown keys are refused: a misspelt limit that is silently ignored is a limit that is not there. */
export const configurationSchema = z.strictObject({
  chainId: z
    .int()
    .refine((chainId) => addressBooks.has(chainId), "no address book for this chain yet")
    .default(1),
  rpcUrls: z.array(httpUrl).default([]),
  rpcTimeoutSeconds: positive.max(300).default(10),
  databaseUrl: z
    .string()
    .refine((url) => /^postgres(ql)?:\/\//.test(url), "it must begin with postgresql://")
    .nullable()
    .default(null),
  dataFolder: z.string().min(1).default(".yield-keeper"),
  vault: address.nullable().default(null),
  /** Ids of the markets to watch; null watches all of the chain's address book. */
  markets: z.array(z.string()).min(1).nullable().default(null),
  tickSeconds: z.int().min(5).max(86_400).default(300),
  strategy: z.string().default("maximise-net-yield"),
  forecaster: z.string().nullable().default(null),
  decision: decisionSchema.default({}),
  execution: executionSchema.default({}),
});

export type Configuration = z.output<typeof configurationSchema>;
