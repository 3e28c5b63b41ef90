import { Command } from "commander";
import type { FailoverProvider } from "../chain/failoverProvider.ts";
import { addressBookOf, openConfiguredStore, openProvider } from "../compose.ts";
import { openRelays } from "../execute/flashbots/openRelays.ts";
import { submissionPolicy } from "../execute/policy.ts";
import { databaseAheadSeconds } from "../store/databaseClock.ts";
import { examine } from "../watch/doctor.ts";
import { contextOf, findVault } from "./context.ts";
import { openSigner, signingEnvironment } from "./openSigner.ts";

const MARKS = { ok: "✓", warning: "!", failed: "✗", skipped: "–" } as const;

export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "Checks Node, database, RPC, chain, contracts, role, key, balance, clocks and builders, and says what to do about each failure.",
    )
    .addHelpText(
      "after",
      "\nExits with 0 if nothing failed, with 1 otherwise.\n\nExamples:\n  $ npx keeper doctor\n  $ npx keeper doctor --json",
    )
    .action(async (_options: unknown, command: Command) => {
      const { configuration, environmentSuffix, output } = contextOf(command);
      let provider: FailoverProvider | null = null;
      try {
        const checks = await examine({
          nodeVersion: process.versions.node,
          addressBook: addressBookOf(configuration.chainId),
          findVault: (node) => findVault(configuration, node),
          keeperAddress: async () => (await openSigner(configuration.signer, signingEnvironment(environmentSuffix)))?.address ?? null,
          openDatabase: async () => {
            const store = await openConfiguredStore(configuration);
            try {
              const description = `PostgreSQL ${store.serverVersion} ${store.target.description}`;
              return { description, aheadSeconds: await databaseAheadSeconds(store.db, Date.now) };
            } finally {
              await store.close();
            }
          },
          openProvider: async () => {
            provider = await openProvider(configuration);
            return provider;
          },
          openBuilders: (sender) => {
            const policy = submissionPolicy(configuration.submission);
            if (policy.route === "public") return [];
            const { reputationKey } = signingEnvironment(environmentSuffix);
            return openRelays({ policy, reputationKey, sender, chainId: configuration.chainId }).map(({ relay }) => relay);
          },
          nowSeconds: () => Math.floor(Date.now() / 1000),
        });
        const lines = checks.map(({ name, status, detail, remedy }) => {
          return `${MARKS[status]} ${name.padEnd(10)} ${detail}${remedy === "" ? "" : `\n  → ${remedy}`}`;
        });
        const healthy = checks.every((check) => check.status !== "failed");
        output.result({ healthy, checks }, lines.join("\n"));
        if (!healthy) process.exitCode = 1;
      } finally {
        (provider as FailoverProvider | null)?.destroy();
      }
    });
}
