import { useState } from "preact/hooks";
import type { Schema } from "../../../client/keeperClient.ts";
import type { paths } from "../../../client/paths.d.ts";
import { keeperNowSeconds } from "../../live/keeperNow.ts";
import { Action } from "../../operate/Action.tsx";
import { useVault } from "../../shell/vault.ts";
import { ruleText, SILENCE_SPANS, silenceText, subjectText } from "./alertTexts.ts";

type SilencedRule = NonNullable<paths["/v1/alerts/silences"]["post"]["requestBody"]["content"]["application/json"]["rule"]>;

/** Keeps alerts like this one quiet for a while: this rule, of this vault, about this subject, or less particularly. */
export function SilenceAction({ alert, onDone }: { alert: Schema<"Alert">; onDone: () => void }) {
  const { id: vaultId } = useVault();
  const [narrow, setNarrow] = useState({ rule: true, vault: true, subject: true });
  const [seconds, setSeconds] = useState<number>(SILENCE_SPANS[1].seconds);
  const silenced = {
    rule: narrow.rule ? alert.rule : null,
    vaultName: narrow.vault ? alert.vault.name : null,
    subject: narrow.subject ? alert.subject : null,
  };
  const choices = [
    { name: "rule", text: `Only the rule “${ruleText(alert.rule)}”` },
    { name: "vault", text: `Only the vault ${alert.vault.name}` },
    { name: "subject", text: `Only this: ${subjectText(alert.subject)}` },
  ] as const;
  return (
    <Action
      label="Silence…"
      title="Silence alerts like this"
      confirm="Silence"
      act={async (client, { by, comment }) => {
        const untilSeconds = (await keeperNowSeconds(client, vaultId)) + seconds;
        // Of an alert of a rule that there is no more, the API says so.
        const rule = silenced.rule as SilencedRule | null;
        return client.POST("/v1/alerts/silences", { body: { ...silenced, rule, untilSeconds, by, comment } });
      }}
      onDone={onDone}
    >
      <p>Nobody is told of this for a while; it is recorded all the same. What is still wrong at the end is told then.</p>
      {choices.map(({ name, text }) => (
        <label key={name} class="check">
          <input
            type="checkbox"
            checked={narrow[name]}
            onChange={(event) => setNarrow({ ...narrow, [name]: event.currentTarget.checked })}
          />
          {text}
        </label>
      ))}
      <label class="field">
        For
        <select value={String(seconds)} onChange={(event) => setSeconds(Number(event.currentTarget.value))}>
          {SILENCE_SPANS.map((span) => (
            <option key={span.seconds} value={String(span.seconds)}>
              {span.text}
            </option>
          ))}
        </select>
      </label>
      <p class="soft small">Kept quiet: {silenceText(silenced)}.</p>
    </Action>
  );
}
