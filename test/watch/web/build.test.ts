import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { builtDashboard, SOURCES_ELSEWHERE } from "../../../bot/watch/web/build.ts";

describe("building the dashboard", () => {
  it("makes one document with scripts and styles of its own, and nothing from elsewhere", async function () {
    this.timeout(60_000);
    const folder = await builtDashboard();
    if (folder === null) throw new Error("it could not be built");
    const html = readFileSync(path.join(folder, "index.html"), "utf8");
    const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? "");
    expect(named.filter((address) => address.endsWith(".js"))).to.have.length.above(0);
    for (const address of named) expect(existsSync(path.join(folder, address)) || address === "/docs", address).to.equal(true);
    const assets = readdirSync(path.join(folder, "assets")).map((name) => readFileSync(path.join(folder, "assets", name), "utf8"));
    // What a browser would fetch by itself; links that a person follows are none of it.
    for (const text of assets) expect(/(?:import\(|url\()["']?https?:/.exec(text)?.[0]).to.equal(undefined);
  });

  it("is not done again while its sources are as they were", async () => {
    const folder = (await builtDashboard()) ?? "";
    const before = readdirSync(path.join(folder, "assets"));
    const mark = path.join(folder, "sources.sha256");
    const made = readFileSync(mark, "utf8");
    expect(await builtDashboard()).to.equal(folder);
    expect(readFileSync(mark, "utf8")).to.equal(made);
    expect(readdirSync(path.join(folder, "assets"))).to.deep.equal(before);
  });

  it("knows all it is made of: what it imports from elsewhere in the project, however far", () => {
    const root = path.join(import.meta.dirname, "..", "..", "..");
    const web = path.join("bot", "watch", "web");
    const waiting = readdirSync(path.join(root, web), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !name.startsWith("dist") && name !== "build.ts")
      .map((name) => path.join(web, name));
    const sources = new Set(waiting);
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      for (const [, imported = ""] of readFileSync(path.join(root, file), "utf8").matchAll(/from "(\.[^"]+)"/g)) {
        const source = path.join(path.dirname(file), imported);
        if (!sources.has(source)) waiting.push(source);
        sources.add(source);
      }
    }
    const counted = (file: string) => [web, ...SOURCES_ELSEWHERE].some((place) => file === place || file.startsWith(`${place}/`));
    expect([...sources].filter((file) => !counted(file))).to.deep.equal([]);
  });
});
