import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Address } from "../../core/units.ts";
import type { VaultContract } from "../../core/vaultContract.ts";
import type { Store } from "../../store/connection.ts";
import type { VaultKey } from "../../store/decisions.ts";

/** The server, with routes whose types are those of their schemas. */
export type ApiInstance = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse<IncomingMessage>,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A vault of the configuration. */
export interface ConfiguredVault {
  readonly name: string;
  readonly chainId: number;
  /** Null where it cannot be known without asking a node. */
  readonly vault: Address | null;
  readonly tickSeconds: number;
  readonly gasBudgetPerDay: { readonly wei: bigint; readonly usd: number };
}

/** What routes answer from. */
export interface ApiSources {
  readonly store: Pick<Store, "db" | "serverVersion">;
  readonly vaults: readonly ConfiguredVault[];
  readonly nowSeconds: () => number;
  /** Reads a vault's rules from a node; null where there is none to ask. */
  readonly readContract: ReadContract | null;
}

export type ReadContract = (key: VaultKey) => Promise<VaultContract>;
