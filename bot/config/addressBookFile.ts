import { readFileSync } from "node:fs";
import { getAddress, isAddress } from "ethers";
import { z } from "zod";
import type { AddressBook } from "./addressBook.ts";
import { describeIssue } from "./describeIssue.ts";
import { ConfigurationError } from "./errors.ts";

const address = z
  .string()
  .refine(isAddress, "it must be an Ethereum address")
  .transform((text) => getAddress(text));

/** What the sources of `observe/sources/` read; a test compares. */
export const PROTOCOLS = ["aave-v3", "compound-v3", "sky-savings", "maker-dsr", "curve", "lido", "erc4626", "uniswap-v3"] as const;

const token = z.strictObject({ address, symbol: z.string().min(1), decimals: z.int().min(0).max(36) });

const market = z.strictObject({
  id: z.string().min(1),
  chainId: z.int().positive(),
  protocol: z.enum(PROTOCOLS),
  asset: token,
  address,
  companions: z.record(z.string(), address).default({}),
});

const bookSchema = z
  .strictObject({
    chainId: z.int().positive(),
    name: z.string().min(1),
    tokens: z.record(z.string(), token),
    usdPriceFeeds: z
      .record(z.string(), address)
      .refine((feeds) => feeds.ETH !== undefined, "it must have a feed for ETH, which prices gas"),
    markets: z.array(market).min(1),
    optionalMarkets: z.array(market).default([]),
    subgraphs: z.record(z.string(), z.string()).default({}),
    rewards: z.strictObject({
      swapRouter: address,
      routes: z
        .array(
          z.strictObject({
            token,
            hops: z.array(z.strictObject({ fee: z.int().positive(), token })).min(1),
            rewardPriceMaxAgeSeconds: z.int().positive(),
            assetPriceMaxAgeSeconds: z.int().positive(),
            maxSlippageBps: z.int().min(0).max(10_000),
          }),
        )
        .default([]),
    }),
  })
  .superRefine(({ chainId, markets, optionalMarkets }, context) => {
    const seen = new Set<string>();
    for (const [list, of] of Object.entries({ markets, optionalMarkets })) {
      for (const [index, { id, chainId: itsChainId }] of of.entries()) {
        const complain = (key: string, message: string) => context.addIssue({ code: "custom", path: [list, index, key], message });
        if (itsChainId !== chainId) complain("chainId", `it must be the book's, ${chainId}`);
        if (!id.startsWith(`${chainId}:`)) complain("id", `it must begin with "${chainId}:"`);
        if (seen.has(id)) complain("id", "another market has it");
        seen.add(id);
      }
    }
  });

/**
 * The address book of a JSON file: what `AddressBook` says, checked key by key.
 * @throws ConfigurationError naming the file and every key that is wrong.
 */
export function readAddressBook(file: string): AddressBook {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(
      file,
      [`it cannot be read as an address book (${reason})`],
      "Correct `addressBooks`, or the file: docs/running.md shows one.",
      error,
    );
  }
  const parsed = bookSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    file,
    parsed.error.issues.map(describeIssue),
    "Correct these keys; docs/running.md shows an address book.",
    parsed.error,
  );
}
