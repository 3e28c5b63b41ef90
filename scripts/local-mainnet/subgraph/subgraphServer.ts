import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { createYoga } from "graphql-yoga";
import { PortInUseError } from "../errors.ts";
import type { Eip1193Provider } from "../provider.ts";
import type { Fault } from "./faults.ts";
import { createIndexer, type Indexer } from "./indexer.ts";
import { subgraphSchema } from "./schema.ts";

const HOST = "127.0.0.1";

export interface SubgraphServer {
  readonly url: string;
  readonly indexer: Indexer;
  /** How many requests came. */
  readonly requestCount: number;
  /** The `authorization` header of the last of them. */
  readonly lastAuthorization: string | undefined;
  /** From now on; null for none. */
  setFault(fault: Fault | null): void;
  close(): Promise<void>;
}

export interface SubgraphServerOptions {
  /** A local mainnet or a fork of one. */
  readonly provider: Eip1193Provider;
  /** Any free one by default. */
  readonly port?: number;
  readonly hasFeeGrowth?: boolean;
}

/**
 * Serves what the Uniswap V3 subgraph on The Graph's network would say of this chain, on this machine only. It indexes what is new whenever it
 * is asked.
 * @throws PortInUseError
 */
export async function serveSubgraph({ provider, port = 0, hasFeeGrowth = true }: SubgraphServerOptions): Promise<SubgraphServer> {
  const indexer = createIndexer(provider);
  let fault: Fault | null = null;
  let requestCount = 0;
  let lastAuthorization: string | undefined;
  const yoga = createYoga({
    schema: subgraphSchema({ indexer, hasFeeGrowth, fault: () => fault }),
    graphqlEndpoint: "/",
    maskedErrors: false,
    landingPage: false,
    logging: false,
  });
  const server = createServer(async (request, response) => {
    requestCount++;
    lastAuthorization = request.headers.authorization;
    if (fault?.kind === "status") {
      const { status, retryAfterSeconds } = fault;
      response.writeHead(status, retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` }).end("upstream failed");
      return;
    }
    if (fault?.kind === "slow") await setTimeout(fault.milliseconds, undefined, { ref: false });
    await yoga(request, response);
  });
  await listen(server, port);
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    indexer,
    get requestCount() {
      return requestCount;
    },
    get lastAuthorization() {
      return lastAuthorization;
    },
    setFault: (next) => {
      fault = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await yoga.dispose();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortInUseError(port, error, "--subgraph-port") : error),
    );
    server.listen(port, HOST, resolve);
  });
}
