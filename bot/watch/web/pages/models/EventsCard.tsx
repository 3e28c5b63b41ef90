import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { ModelName } from "../../elements/ModelName.tsx";
import { EmptyNotice, Shown } from "../../elements/notices.tsx";
import { Pager } from "../../elements/Pager.tsx";
import { Time } from "../../elements/Time.tsx";
import { usePages } from "../../live/usePages.ts";
import { eventKind, eventText } from "./eventText.ts";

const PER_PAGE = 20;

/** What happened to models, newest first. */
export function EventsCard() {
  const events = usePages(
    "model events",
    (client, cursor, signal) =>
      client.GET("/v1/models/events", {
        params: { query: { limit: PER_PAGE, ...(cursor === undefined ? {} : { cursor }) } },
        signal,
      }),
    ["tick"],
  );
  return (
    <Card title="What happened" note="newest first">
      <Shown answer={events} what="what happened to models">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNotice title="Nothing yet">
              Promotions, rollbacks, new challengers, drifted features and times in which persistence stood in are told here.
            </EmptyNotice>
          ) : (
            <DataTable
              label="What happened to models"
              rows={items.map((event, place) => ({ ...event, place }))}
              rowKey={({ place }) => place}
              columns={[
                {
                  name: "Time",
                  cell: ({ timeSeconds }) => (
                    <span class="nowrap">
                      <Time seconds={timeSeconds} />
                    </span>
                  ),
                },
                { name: "What", cell: ({ kind }) => <Badge tone={eventKind(kind).tone}>{eventKind(kind).text}</Badge> },
                {
                  name: "Model",
                  cell: (event) => <ModelName model={event.model} modelVersion={event.modelVersion} />,
                },
                { name: "Why", cell: (event) => <span class="event-text">{eventText(event)}</span> },
              ]}
            />
          )
        }
      </Shown>
      <Pager pages={events} />
    </Card>
  );
}
