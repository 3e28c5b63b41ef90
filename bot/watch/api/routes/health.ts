import { KeeperError } from "../../../core/errors.ts";
import { recentTicks } from "../../../store/ticks.ts";
import { patienceSeconds } from "../../patience.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { failures } from "../schemas/errors.ts";
import { nothing } from "../schemas/parameters.ts";
import { health } from "../schemas/vaults.ts";
import { type KnownVault, vaultsKnown } from "../vaultsKnown.ts";
import { toWire } from "../wire.ts";
import { tickAnswer } from "./vaults.ts";

/** So many ticks are looked through for the last one that has ended: at most one is running, and few were interrupted. */
const LOOKED_THROUGH = 5;

export function healthRoute(api: ApiInstance, sources: ApiSources): void {
  const { store, nowSeconds } = sources;

  api.get(
    "/v1/health",
    {
      schema: {
        tags: ["health"],
        summary: "Whether the database answers, and every configured vault ticks; 503 otherwise.",
        querystring: nothing,
        response: { 200: health, ...failures, 503: health },
      },
    },
    async (_request, reply) => {
      const found = await examined();
      reply.header("cache-control", "no-store");
      return found.ok ? found : reply.code(503).send(found);
    },
  );

  async function examined() {
    const { serverVersion } = store;
    try {
      const vaults = await Promise.all((await vaultsKnown(sources)).map(healthOf));
      return { ok: vaults.every(({ ok }) => ok), database: { ok: true, serverVersion }, vaults };
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
      return { ok: false, database: { ok: false, serverVersion }, vaults: [] };
    }
  }

  /** Of a vault that is not configured nobody knows whether it should tick. */
  async function healthOf({ id, chainId, vault, configured }: KnownVault) {
    const ticks = (await recentTicks(store.db, { chainId, vault }, LOOKED_THROUGH)).map((tick) => toWire(tickAnswer(tick)));
    const last = ticks.find(({ finishedAtSeconds }) => finishedAtSeconds !== null) ?? null;
    const lastTickAtSeconds = last?.finishedAtSeconds ?? null;
    const isWell =
      configured === null ||
      (last !== null &&
        last.status !== "failed" &&
        lastTickAtSeconds !== null &&
        nowSeconds() - lastTickAtSeconds <= patienceSeconds(configured.tickSeconds));
    return {
      id,
      name: configured?.name ?? null,
      ok: isWell,
      lastTickStatus: last?.status ?? null,
      lastTickAtSeconds,
      lastError: last?.error ?? null,
    };
  }
}
