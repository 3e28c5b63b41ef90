import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { Shown } from "../../elements/notices.tsx";
import { Time } from "../../elements/Time.tsx";
import { useAnswer } from "../../live/useAnswer.ts";
import { Action } from "../../operate/Action.tsx";
import { silenceText } from "./alertTexts.ts";

/** What nobody is told of for now, and the way to end that. */
export function Silences({ onChange }: { onChange: () => void }) {
  const silences = useAnswer("silences", (client, signal) => client.GET("/v1/alerts/silences", { signal }), ["alert"]);
  const done = () => {
    silences.reload();
    onChange();
  };
  return (
    <Card title="Silences" note="recorded all the same, told to nobody">
      <Shown answer={silences} what="silences">
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft">None: every alert is told. An alert’s page can silence what is known and waited for.</p>
          ) : (
            <DataTable
              label="Silences that hold"
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                { name: "What", cell: silenceText },
                {
                  name: "Until",
                  cell: ({ untilSeconds }) => (
                    <span class="nowrap">
                      <Time seconds={untilSeconds} />
                    </span>
                  ),
                },
                { name: "Who", cell: ({ createdBy }) => createdBy },
                { name: "Why", cell: ({ comment }) => comment ?? <span class="soft">not said</span> },
                {
                  name: "End",
                  cell: (silence) => (
                    <Action
                      label="End it…"
                      title="End the silence"
                      confirm="End it now"
                      takesComment={false}
                      act={(client) => client.DELETE("/v1/alerts/silences/{silenceId}", { params: { path: { silenceId: silence.id } } })}
                      onDone={done}
                    >
                      <p>{silenceText(silence)}: what is still wrong is told at the next judging.</p>
                    </Action>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
    </Card>
  );
}
