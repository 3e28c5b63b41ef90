import type { RecordedExecution, RecordedTick, Recording } from "../../bot/backtest/replay/recording.ts";
import type { OpenKeeper } from "../../bot/compose.ts";
import { toFloat } from "../../bot/core/units.ts";
import type { VaultState } from "../../bot/core/vaultState.ts";
import type { DecisionInput } from "../../bot/decide/input.ts";
import { type KeeperDeps, tick } from "../../bot/keeper.ts";
import { VaultChangedError } from "../../bot/observe/errors.ts";
import { type VaultFlow, vaultFlows } from "../../bot/observe/vaultFlows.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";

/** Ticks a keeper and writes down what the backtester needs to live through the same again. It reads the chain and changes nothing on it. */
export class KeeperRecorder {
  readonly #provider: OpenKeeper["provider"];
  readonly #deps: KeeperDeps;
  readonly #ticks: RecordedTick[] = [];
  readonly #flows: VaultFlow[] = [];
  #input: DecisionInput | null = null;
  #knownBlock: number | null = null;

  constructor({ deps, provider }: Pick<OpenKeeper, "deps" | "provider">) {
    this.#provider = provider;
    this.#deps = {
      ...deps,
      onDecided: (input, decision) => {
        deps.onDecided?.(input, decision);
        this.#input = input;
      },
    };
  }

  /** One tick of the keeper, as `tick` has it. */
  async tick(): Promise<TickReport> {
    const report = await tick(this.#deps);
    const input = this.#input;
    if (input === null) throw new Error("the tick was over before anything was decided");
    await this.#flowsUpTo(report.vault.blockNumber);
    this.#ticks.push({ input, decision: report.decision, execution: await this.#executionOf(report) });
    return report;
  }

  /** The run so far, closed at the chain's head. */
  async close(): Promise<Recording> {
    const { observations, vault } = await this.#deps.collector.collect();
    const closing = { observations, vault: this.#known(vault) };
    await this.#flowsUpTo(closing.vault.blockNumber);
    return { strategy: this.#deps.strategy.name, ticks: this.#ticks, flows: this.#flows, closing };
  }

  async #flowsUpTo(blockNumber: number): Promise<void> {
    const afterBlock = this.#knownBlock ?? blockNumber;
    this.#flows.push(...(await vaultFlows(this.#provider, this.#deps.vault, { afterBlock, toBlock: blockNumber })));
    this.#knownBlock = blockNumber;
  }

  async #executionOf({ outcome, snapshot }: TickReport): Promise<RecordedExecution | null> {
    if (outcome?.kind !== "mined" && outcome?.kind !== "reverted") return null;
    const { blockNumber, gasUsed, costWei } = outcome.inclusion;
    const after = this.#known((await this.#deps.collector.collect(blockNumber)).vault);
    return {
      status: outcome.kind,
      atSeconds: after.blockTimeSeconds,
      gasUsed: Number(gasUsed),
      gasUsd: toFloat(costWei, 18) * (snapshot.ethPriceUsd ?? Number.NaN),
      after,
    };
  }

  #known(vault: VaultState | null): VaultState {
    if (vault === null) throw new VaultChangedError(this.#deps.vault);
    return vault;
  }
}
