import { useRoute } from "preact-iso";
import type { Schema } from "../../../client/keeperClient.ts";
import { Card } from "../../elements/Card.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { Facts } from "../../elements/Facts.tsx";
import { Shown } from "../../elements/notices.tsx";
import { Prose } from "../../elements/Prose.tsx";
import { Time } from "../../elements/Time.tsx";
import { useAnswer } from "../../live/useAnswer.ts";
import { OperatorLine } from "../../operate/OperatorToken.tsx";
import { useHref } from "../../shell/vault.ts";
import { AlertActions } from "./AlertActions.tsx";
import { AlertBadges } from "./AlertBadges.tsx";
import { ruleText, subjectText } from "./alertTexts.ts";
import { Deliveries } from "./Deliveries.tsx";
import { detailTexts, explorerKind } from "./details.ts";
import { judging } from "./judging.ts";
import { timelineOf } from "./timeline.ts";
import "./alerts.css";

export function AlertPage() {
  const href = useHref();
  const alertId = Number(useRoute().params.id);
  const alert = useAnswer(
    `alert ${alertId}`,
    (client, signal) => client.GET("/v1/alerts/{alertId}", { params: { path: { alertId } }, signal }),
    ["alert"],
  );
  return (
    <>
      <div class="page-head">
        <h1>Alert</h1>
        <p>
          <a href={href("/alerts")}>All alerts</a>
        </p>
      </div>
      <Shown answer={alert} what="the alert">
        {(found) => <AlertInFull alert={found} onChange={alert.reload} />}
      </Shown>
    </>
  );
}

function AlertInFull({ alert, onChange }: { alert: Schema<"AlertDetail">; onChange: () => void }) {
  const { rule, subject, vault, summary, remedy, state, details, deliveries } = alert;
  const figures = detailTexts(details);
  return (
    <div class="stack">
      <Card title={ruleText(rule)} note={`${subjectText(subject)}, ${vault.name}`} right={<AlertBadges alert={alert} />}>
        <div class="stack">
          <p class="alert-summary">
            <Prose text={summary} />
          </p>
          {remedy !== null && (
            <p>
              <strong>What to do</strong> <Prose text={remedy} />
            </p>
          )}
          {state !== "resolved" && (
            <>
              <AlertActions alert={alert} onChange={onChange} />
              <OperatorLine />
            </>
          )}
        </div>
      </Card>
      <div class="grid">
        <Card title="What happened">
          <ol class="timeline">
            {timelineOf(alert).map(({ atSeconds, what, note }) => (
              <li key={`${what} ${atSeconds}`}>
                <span class="soft small nowrap">
                  <Time seconds={atSeconds} />
                </span>
                <span>
                  {what}
                  {note !== null && <span class="soft">: “{note}”</span>}
                </span>
              </li>
            ))}
          </ol>
        </Card>
        <Card title="What it was judged by">
          <div class="stack">
            {figures.length > 0 && (
              <Facts facts={figures.map(({ name, text }) => ({ name, value: <Figure chainId={vault.chainId} text={text} /> }))} />
            )}
            <p class="soft small">
              {judging(alert.hysteresis)} Last judged <Time seconds={alert.evaluatedAtSeconds} />.
            </p>
          </div>
        </Card>
      </div>
      <Deliveries deliveries={deliveries} silenced={alert.silenced} />
    </div>
  );
}

function Figure({ chainId, text }: { chainId: number; text: string }) {
  const kind = explorerKind(text);
  return kind === null ? <span class="alert-figure">{text}</span> : <Explorer chainId={chainId} kind={kind} value={text} />;
}
