import { readFileSync } from "node:fs";
import { expect } from "chai";
import { openApiDocument } from "../../../bot/watch/api/openApiDocument.ts";
import { createKeeperClient } from "../../../bot/watch/client/keeperClient.ts";
import { documentMark, PATHS_FILE } from "../../../scripts/api-client/documentMark.ts";

describe("the client of the API", () => {
  it("is of the OpenAPI document as it is now (npm run api:client)", async () => {
    const [mark] = readFileSync(PATHS_FILE, "utf8").split("\n");
    expect(mark).to.equal(documentMark(await openApiDocument()));
  });

  it("asks for paths with their parameters, and shows the token", async () => {
    const asked: Request[] = [];
    const client = createKeeperClient({
      baseUrl: "http://keeper.test",
      token: "a token",
      fetch: async (request) => {
        asked.push(request as Request);
        return Response.json({ items: [], nextCursor: null });
      },
    });
    const { data } = await client.GET("/v1/vaults/{vaultId}/history", {
      params: { path: { vaultId: "1:0x5FbDB2315678afecb367f032d93F642f64180aa3" }, query: { resolution: "day" } },
    });
    expect(data).to.deep.equal({ items: [], nextCursor: null });
    expect(asked.map(({ url }) => url)).to.deep.equal([
      "http://keeper.test/v1/vaults/1%3A0x5FbDB2315678afecb367f032d93F642f64180aa3/history?resolution=day",
    ]);
    expect(asked[0]?.headers.get("authorization")).to.equal("Bearer a token");
  });

  it("gives a refusal as it was answered", async () => {
    const refusal = { error: { name: "NotFound", message: "There is no such vault", remedy: "GET /v1/vaults" } };
    const client = createKeeperClient({ baseUrl: "http://keeper.test", fetch: async () => Response.json(refusal, { status: 404 }) });
    const { data, error, response } = await client.GET("/v1/vaults");
    expect(data).to.equal(undefined);
    expect(error).to.deep.equal(refusal);
    expect(response.status).to.equal(404);
  });
});
