import { randomBytes } from "node:crypto";
import { openApi } from "../../bot/cli/openApi.ts";
import { DEFAULT_API_SETTINGS } from "../../bot/config/schema.ts";
import { vaultsOf } from "../../bot/config/vaults.ts";
import { tick } from "../../bot/keeper.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";
import type { LiveVault } from "./liveVault.ts";
import type { Watch } from "./watch.ts";

export interface ServingOptions {
  readonly live: LiveVault;
  readonly watch: Watch;
  /** How far the chain goes on from tick to tick. */
  readonly hoursPerTick: number;
  /** Zero takes any free one. */
  readonly port: number;
  /** Told what goes wrong where nobody waits for it: in a request, or in a tick that the operator asked for. */
  readonly onFailure: (error: Error) => void;
}

/** A live vault that people look at, and that goes on when it is told to. */
export interface ServedVault {
  readonly live: LiveVault;
  /** Of the API and the dashboard: "http://127.0.0.1:9470". */
  readonly apiUrl: string;
  /** The operator's. */
  readonly token: string;
  /** Lets time pass on the chain, and the keeper tick; one after the other, however many ask. */
  advance(): Promise<TickReport>;
  /** The guardian trips the vault's breaker. */
  trip(): Promise<void>;
  /** The owner opens the vault again. */
  reset(): Promise<void>;
  /** Ends the API, and then the vault. */
  close(): Promise<void>;
}

const HOUR_SECONDS = 3600;
/** Whoever tries it out or tests it asks more than a stranger may. */
const REQUESTS_PER_MINUTE = 10_000;

/** Shows a vault over HTTP, by the chain's clock. @throws ApiPortError */
export async function serveVault({ live, watch, hoursPerTick, port, onFailure }: ServingOptions): Promise<ServedVault> {
  const { life, keeper, contracts, configuration, clock } = live;
  const token = randomBytes(24).toString("base64url");
  let last: Promise<unknown> = Promise.resolve();

  async function next(): Promise<TickReport> {
    await life.advance(hoursPerTick * HOUR_SECONDS);
    await live.nextBlock();
    await live.followHead();
    const report = await tick(keeper.deps);
    await watch.ticked(report);
    return report;
  }

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  /** The owner is the guardian, too. */
  async function owned(what: "trip" | "reset"): Promise<void> {
    await live.nextBlock();
    await (await contracts.as(contracts.owner).getFunction(what).send()).wait();
  }

  await live.followHead();
  const server = await openApi(configuration, {
    vaults: vaultsOf(configuration),
    settings: { ...DEFAULT_API_SETTINGS, port, requestsPerMinute: REQUESTS_PER_MINUTE },
    operator: {
      token,
      requestTick: () => {
        inTurn(next).catch(onFailure);
        return true;
      },
    },
    onFailure,
    clock,
  });
  return {
    live,
    apiUrl: server.url,
    token,
    advance: () => inTurn(next),
    trip: () => inTurn(() => owned("trip")),
    reset: () => inTurn(() => owned("reset")),
    async close() {
      await server.close();
      await last;
      await live.close();
    },
  };
}
