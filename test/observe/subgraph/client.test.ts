import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { KeeperError } from "../../../bot/core/errors.ts";
import { createSubgraphClient, type SubgraphClient } from "../../../bot/observe/subgraph/client.ts";
import {
  SubgraphBehindError,
  SubgraphRefusedError,
  SubgraphUnreachableError,
  SubgraphUntrustedError,
} from "../../../bot/observe/subgraph/errors.ts";
import { openSubgraphs } from "../../../bot/observe/subgraph/open.ts";
import { type BlockIdentity, type SubgraphQuery, subgraphRequest } from "../../../bot/observe/subgraph/query.ts";
import { poolQuery } from "../../../bot/observe/uniswapV3/poolEntity.ts";
import { mainnetAddresses } from "../../../scripts/local-mainnet/addresses.ts";
import { readBlockHeader, readHead } from "../../../scripts/local-mainnet/provider.ts";
import { type SubgraphServer, serveSubgraph } from "../../../scripts/local-mainnet/subgraph/subgraphServer.ts";
import { useLocalMainnet } from "../../local-mainnet/fixture.ts";
import { MAINNET_BOOK } from "../localCollector.ts";

const QUERIES = [poolQuery(mainnetAddresses.uniswapUsdcUsdtPool), poolQuery(mainnetAddresses.uniswapUsdcWethPool)];
const KEY = "secret-key-of-the-graph";
const HASH = `0x${"ab".repeat(32)}`;
const BLOCK: BlockIdentity = { number: 7, hash: HASH };

function clientOf(url: string, timeoutMilliseconds = 20_000): SubgraphClient {
  return createSubgraphClient({ name: "uniswap-v3", url, apiKey: KEY, timeoutMilliseconds, fallsBackToChain: false });
}

type ErrorClass = new (...args: never[]) => KeeperError;

async function expectFailure(
  client: SubgraphClient,
  block: BlockIdentity,
  kind: ErrorClass,
  message: RegExp,
  queries: readonly SubgraphQuery[] = QUERIES,
) {
  const error = await client.query(queries, block).then(
    () => expect.fail("it answered"),
    (reason: unknown) => reason as KeeperError,
  );
  expect(error).to.be.instanceOf(kind);
  expect(error.message).to.match(message);
  expect(`${error.message} ${error.remedy}`).not.to.include(KEY);
  expect(error.remedy).not.to.equal("");
}

describe("subgraph client", () => {
  describe("asking a subgraph of the local mainnet", () => {
    const chain = useLocalMainnet();
    let server: SubgraphServer;

    beforeEach(async () => {
      server = await serveSubgraph({ provider: chain().provider });
    });
    afterEach(() => server.close());

    async function earlier(blocks: number): Promise<BlockIdentity> {
      const head = await readHead(chain().provider);
      return (await readBlockHeader(chain().provider, head.number - blocks)) as BlockIdentity;
    }

    it("gets all entities of one block in one request, in the order of the queries, with its key", async () => {
      const pools = await clientOf(server.url).query([...QUERIES, QUERIES[0] as SubgraphQuery], await earlier(100));
      expect(pools.map((pool) => pool?.id)).to.deep.equal([...QUERIES, QUERIES[0]].map((query) => query?.id));
      expect(pools.map((pool) => pool?.feeTier)).to.deep.equal(["100", "500", "100"]);
      expect(server.requestCount).to.equal(1);
      expect(server.lastAuthorization).to.equal(`Bearer ${KEY}`);
    });

    it("says that an entity is not there", async () => {
      const nothing = poolQuery(mainnetAddresses.usdc);
      expect(await clientOf(server.url).query([nothing], await earlier(100))).to.deep.equal([null]);
    });

    it("tells every way to fail, by name and without its key", async () => {
      const block = await earlier(100);
      const client = clientOf(server.url);
      server.setFault({ kind: "status", status: 503 });
      await expectFailure(client, block, SubgraphUnreachableError, /HTTP 503/);
      server.setFault({ kind: "lag", blocks: 101 });
      await expectFailure(client, block, SubgraphBehindError, /no block with that hash/);
      server.setFault({ kind: "reorged" });
      await expectFailure(client, block, SubgraphBehindError, /no block with that hash/);
      server.setFault({ kind: "partial" });
      await expectFailure(client, block, SubgraphRefusedError, /database unavailable/);
      server.setFault({ kind: "wrong-block", blocks: 3 });
      await expectFailure(client, block, SubgraphUntrustedError, new RegExp(`about block ${block.number - 3}, not ${block.number}`));
      server.setFault({ kind: "no-meta" });
      await expectFailure(client, block, SubgraphUntrustedError, /does not say which block/);
      server.setFault({ kind: "indexing-errors" });
      await expectFailure(client, block, SubgraphUntrustedError, /indexing/);
      server.setFault(null);
      await expectFailure(client, { ...block, hash: (await earlier(99)).hash }, SubgraphUntrustedError, /about block \d+, not \d+/);
      server.setFault({ kind: "slow", milliseconds: 2_000 });
      await expectFailure(clientOf(server.url, 50), block, SubgraphUnreachableError, /no answer within 0.05 s/);
      server.setFault(null);
      expect(await client.query(QUERIES, block)).to.have.lengthOf(2);
    });

    it("leaves it alone as long as a rate limit asks", async () => {
      const client = clientOf(server.url);
      const block = await earlier(100);
      server.setFault({ kind: "status", status: 429, retryAfterSeconds: 3_600 });
      await expectFailure(client, block, SubgraphUnreachableError, /too many requests/);
      server.setFault(null);
      await expectFailure(client, block, SubgraphUnreachableError, /left alone for another (3600|3599) s/);
      expect(server.requestCount).to.equal(1);
      server.setFault({ kind: "status", status: 429, retryAfterSeconds: 0 });
      const other = clientOf(server.url);
      await expectFailure(other, block, SubgraphUnreachableError, /too many requests/);
      server.setFault(null);
      expect(await other.query(QUERIES, block)).to.have.lengthOf(2);
    });
  });

  describe("asking something else", () => {
    let server: Server;
    let answer: { readonly status?: number; readonly body: string };
    let url: string;

    before(async () => {
      server = createServer((_, response) => {
        response.writeHead(answer.status ?? 200, { "content-type": "application/json" }).end(answer.body);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/${KEY}`;
    });
    after(() => server.close());

    const meta = { block: { number: 7, hash: HASH }, hasIndexingErrors: false };
    const cases: readonly [what: string, answer: { status?: number; body: string }, kind: ErrorClass, message: RegExp][] = [
      ["a page instead of JSON", { status: 502, body: "<html>" }, SubgraphUnreachableError, /HTTP 502/],
      ["no permission", { status: 401, body: "{}" }, SubgraphRefusedError, /HTTP 401/],
      ["a wrong key", { body: '{"errors":[{"message":"auth error: malformed API key"}]}' }, SubgraphRefusedError, /auth error/],
      ["no indexers", { body: '{"errors":[{"message":"bad indexers: {0x1: Timeout}"}]}' }, SubgraphUnreachableError, /bad indexers/],
      [
        "a gateway behind",
        { body: '{"errors":[{"message":"bad indexers: missing block: 9, latest: 7"}]}' },
        SubgraphBehindError,
        /missing/,
      ],
      ["nothing", { body: '{"data":{}}' }, SubgraphUntrustedError, /does not say which block/],
      ["a missing list", { body: JSON.stringify({ data: { _meta: meta } }) }, SubgraphUntrustedError, /incomplete/],
      [
        "another branch's block",
        { body: JSON.stringify({ data: { _meta: { ...meta, block: { number: 7, hash: `0x${"cd".repeat(32)}` } }, entities0: [] } }) },
        SubgraphUntrustedError,
        /another block 7/,
      ],
      [
        "a block without a hash",
        { body: JSON.stringify({ data: { _meta: { ...meta, block: { number: 7, hash: null } }, entities0: [] } }) },
        SubgraphUntrustedError,
        /another block 7/,
      ],
    ];
    for (const [what, given, kind, message] of cases) {
      it(`tells of ${what}`, async () => {
        answer = given;
        await expectFailure(clientOf(url), BLOCK, kind, message);
      });
    }

    it("tells that nobody listens", async () => {
      await expectFailure(clientOf("http://127.0.0.1:1"), BLOCK, SubgraphUnreachableError, /cannot be reached/);
    });
  });
});

describe("subgraph request", () => {
  it("has one field for any number of entities of one shape, in pages of a thousand", () => {
    const queries = Array.from({ length: 2_500 }, (_, i) => poolQuery(`0x${i.toString(16).padStart(40, "0")}`));
    const { document, variables, places } = subgraphRequest(queries, BLOCK, new Set());
    expect(document.match(/pools\(/g)).to.have.lengthOf(3);
    expect(document.length).to.be.lessThan(3_000);
    expect((variables.ids0 as string[]).length + (variables.ids1 as string[]).length + (variables.ids2 as string[]).length).to.equal(2_500);
    queries.forEach((query, i) => {
      expect(variables[(places[i] ?? "").replace("entities", "ids")]).to.include(query.id);
    });
  });
});

describe("opening subgraphs", () => {
  const settings = { timeoutSeconds: 5, whenUnreachable: "reject" as const };

  it("takes those of the address book on The Graph's network with a key, and none without", () => {
    expect([...openSubgraphs({ subgraphs: {} }, MAINNET_BOOK, null).keys()]).to.deep.equal([]);
    expect([...openSubgraphs({ subgraphs: {} }, MAINNET_BOOK, KEY).keys()]).to.deep.equal(["uniswap-v3"]);
  });

  it("wants a key for an id, and gives it to nobody else", async () => {
    expect(() => openSubgraphs({ subgraphs: { "uniswap-v3": settings } }, MAINNET_BOOK, null)).to.throw(KeeperError, /takes a key/);
    let authorization: string | undefined = "none seen";
    const server = createServer((request, response) => {
      authorization = request.headers.authorization;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = openSubgraphs({ subgraphs: { "uniswap-v3": { ...settings, url } } }, MAINNET_BOOK, KEY).get("uniswap-v3");
    await client?.query(QUERIES, BLOCK).catch(() => undefined);
    server.close();
    expect(authorization).to.equal(undefined);
  });
});
