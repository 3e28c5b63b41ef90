import { Command } from "commander";
import { MissingSettingError } from "../config/errors.ts";
import { NOTHING_TO_CHANGE, type OperatorActionKind } from "../core/operatorOrders.ts";
import { nowSeconds, systemClock } from "../execute/clock.ts";
import { allMarkets } from "../store/markets.ts";
import { operatorOrders, recordOperatorAction } from "../store/operatorActions.ts";
import { ordersText } from "../watch/operatorText.ts";
import { contextOf, findVaultOffline } from "./context.ts";
import { whoAmI } from "./whoAmI.ts";
import { withStore } from "./withStore.ts";

interface OperateOptions {
  readonly market?: readonly string[];
  readonly by?: string;
  readonly comment?: string;
}

export function pauseCommand(): Command {
  return operating("pause", "Has the vault's keeper send nothing, urgent exits neither, until `keeper resume`; it goes on to decide.", {
    example: 'npx keeper pause --comment "oracle upgrade"',
  });
}

export function resumeCommand(): Command {
  return operating("resume", "Lets a paused vault's keeper act again, from its next tick on.", {
    example: "npx keeper resume",
  });
}

export function deriskCommand(): Command {
  return operating(
    "derisk",
    "Has the vault's keeper pull its money out of markets to idle at its next tick, and stay out until `keeper lift`.",
    {
      example: "npx keeper derisk --market 1:aave-v3:usdc",
      ofMarkets: true,
    },
  );
}

export function liftCommand(): Command {
  return operating("lift", "Lifts the order to leave markets: their money may come back where that pays.", {
    example: "npx keeper lift",
    ofMarkets: true,
  });
}

interface Wording {
  readonly example: string;
  readonly ofMarkets?: boolean;
}

/** A command that writes an order down, for whichever keeper leads the vault: also where no API is served, and while no node answers. */
function operating(kind: OperatorActionKind, description: string, { example, ofMarkets = false }: Wording): Command {
  const command = new Command(kind).description(description);
  if (ofMarkets) command.option("--market <ids...>", "these markets only (default: all of them)");
  return command
    .option("--by <name>", "who wants it (default: the user of this machine)")
    .option("--comment <words>", "why")
    .addHelpText("after", `\nWrites to the database only. See docs/running.md.\n\nExamples:\n  $ ${example}`)
    .action(async (options: OperateOptions, own: Command) => {
      const { configuration, output } = contextOf(own);
      const key = { chainId: configuration.chainId, vault: findVaultOffline(configuration) };
      const { market: marketIds = null, by = whoAmI(), comment = null } = options;
      const orders = await withStore(configuration, async ({ db }) => {
        const known = (await allMarkets(db)).flatMap(({ id, chainId }) => (chainId === key.chainId ? [id] : []));
        for (const id of marketIds ?? []) {
          if (!known.includes(id)) throw new MissingSettingError(`--market ${id} is not known`, `Choose of ${known.join(", ")}.`);
        }
        const changed = await recordOperatorAction(db, key, { kind, marketIds, by, comment, atSeconds: nowSeconds(systemClock) });
        if (changed !== null) return changed;
        const holding = ordersText(await operatorOrders(db, key));
        throw new MissingSettingError(
          NOTHING_TO_CHANGE[kind],
          holding.length === 0 ? "No order holds." : `What holds: ${holding.join("; ")}.`,
        );
      });
      const lines = ordersText(orders);
      output.result({ ...key, ...orders }, lines.length === 0 ? "No order holds; the keeper decides alone." : lines.join("\n"));
    });
}
