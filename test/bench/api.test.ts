import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { type ApiScale, apiText, measureApi } from "../../scripts/bench/api/api.ts";
import { measureBundle } from "../../scripts/bench/api/bundle.ts";
import { pastBuckets } from "../../scripts/bench/api/past.ts";
import { yearUntil } from "../../scripts/bench/api/visits.ts";

describe("npm run bench -- api", () => {
  it("asks a database that it has grown, and follows it live", async function () {
    this.timeout(120_000);
    const scale: ApiScale = {
      rows: 5_000,
      markets: 3,
      load: { connections: 2, warmUpSeconds: 0.1, seconds: 0.2 },
      streamClients: 5,
      ticks: 2,
      pageVisits: 0,
    };
    const figures = await measureApi(scale);
    const { overview, year, yearByHour, sseClients, stream, database } = figures;
    for (const { rps, p50Ms, p99Ms, worstMs } of [overview, year, yearByHour]) {
      expect(rps).to.be.greaterThan(0);
      expect(p50Ms).to.be.within(0, p99Ms);
      expect(p99Ms).to.be.at.most(worstMs);
    }
    expect([sseClients, stream.changes]).to.deep.equal([5, 4]);
    expect(database.rows).to.be.within(5_000, 5_002);
    expect(apiText(figures)).to.match(/closed loop.*\n.*overview/);
  });

  it("asks for a year of whole days where there are as many", () => {
    const { firstSeconds, lastSeconds } = pastBuckets(20_000_000, 190, 1_795_799_712);
    const { fromSeconds, toSeconds } = yearUntil(lastSeconds, firstSeconds);
    expect([fromSeconds % 86_400, toSeconds % 86_400, (toSeconds - fromSeconds) / 86_400]).to.deep.equal([0, 0, 365]);
  });

  it("counts scripts and styles as they go over the wire, and of the first page what its HTML names", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "bundle-"));
    try {
      await mkdir(path.join(folder, "assets"));
      // Of so many kinds of letters that gzip cannot make less than a thousand bytes of them.
      const text = (seed: number) => Array.from({ length: 9_000 }, (_, i) => ((i + seed) ** 3 % 997).toString(36)).join("");
      const html = '<script type="module" src="/assets/main.js"></script><link rel="stylesheet" href="/assets/main.css">';
      const files = {
        "index.html": html,
        "icon.svg": text(4),
        "assets/main.js": text(1),
        "assets/main.css": text(2),
        "assets/later.js": text(3),
      };
      for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
      const kB = (...names: (keyof typeof files)[]) => names.reduce((bytes, name) => bytes + gzipSync(files[name]).length, 0) / 1_000;
      const { totalGzipKB, firstPageGzipKB } = await measureBundle(folder);
      expect(totalGzipKB).to.be.closeTo(kB("assets/main.js", "assets/main.css", "assets/later.js"), 0.05);
      expect(firstPageGzipKB).to.be.closeTo(kB("assets/main.js", "assets/main.css", "index.html"), 0.05);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
