import { DAY_SECONDS } from "../../charts/spans.ts";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { Shown } from "../../elements/notices.tsx";
import { Stat, Stats } from "../../elements/Stats.tsx";
import { Time } from "../../elements/Time.tsx";
import { words } from "../../format/names.ts";
import { percent } from "../../format/rates.ts";
import { duration } from "../../format/times.ts";
import { readPages } from "../../live/readPages.ts";
import { together } from "../../live/together.ts";
import { useAnswer } from "../../live/useAnswer.ts";
import { lastGaps } from "./lastGaps.ts";

const DAYS = 7;
const PER_PAGE = 500;
const MOST_PAGES = 4;
const SHOWN_GAPS = 8;

/** How well it was sampled: what a missing sample was missing for. */
export function Sampling({ marketId, untilSeconds }: { marketId: string; untilSeconds: number | null }) {
  const report = useAnswer(
    "sampling",
    (client, signal) => client.GET("/v1/collector/report", { params: { query: { days: DAYS } }, signal }),
    ["tick"],
  );
  const gaps = useAnswer(
    `gaps of ${marketId}`,
    (client, signal) => {
      const from = Math.max(0, Math.floor((untilSeconds ?? Date.now() / 1000) - DAYS * DAY_SECONDS));
      return readPages(
        (cursor) => client.GET("/v1/collector/gaps", { params: { query: { marketId, from, limit: PER_PAGE, ...cursor } }, signal }),
        MOST_PAGES,
      );
    },
    ["tick"],
  );
  return (
    <Card title="How well it was sampled" note={`the last ${DAYS} days`}>
      <Shown answer={together(report, gaps)} what="the sampling report">
        {([{ items }, listed]) => {
          const own = items.find((one) => one.marketId === marketId);
          const { shown, more } = lastGaps(listed.items, SHOWN_GAPS);
          return (
            <div class="stack">
              {own !== undefined && (
                <Stats>
                  <Stat name="Samples" note={`of ${own.expected.toLocaleString("en-US")} expected`}>
                    {own.stored.toLocaleString("en-US")}
                  </Stat>
                  <Stat name="Complete">{own.expected === 0 ? "–" : percent(Math.min(1, own.stored / own.expected), 1)}</Stat>
                  <Stat name="Refused" note={refusedBy(own.rejected)}>
                    {sumOf(own.rejected).toLocaleString("en-US")}
                  </Stat>
                  {own.worstLagSeconds !== null && <Stat name="Worst lag">{duration(own.worstLagSeconds)}</Stat>}
                </Stats>
              )}
              {shown.length === 0 ? (
                <p class="soft">No gap is known.</p>
              ) : (
                <DataTable
                  label="Gaps"
                  rows={shown}
                  rowKey={({ firstBucketSeconds }) => firstBucketSeconds}
                  columns={[
                    {
                      name: "From",
                      cell: ({ firstBucketSeconds }) => (
                        <span class="nowrap">
                          <Time seconds={firstBucketSeconds} />
                        </span>
                      ),
                    },
                    { name: "Missing", isNumber: true, cell: ({ buckets }) => buckets.toLocaleString("en-US") },
                    { name: "Refilled", isNumber: true, cell: ({ refilled }) => refilled.toLocaleString("en-US") },
                    {
                      name: "Why",
                      cell: ({ reason, detail }) => (
                        <>
                          {words(reason)}
                          {detail !== "" && <div class="soft small">{detail}</div>}
                        </>
                      ),
                    },
                  ]}
                />
              )}
              {more > 0 && (
                <p class="soft small">
                  {more.toLocaleString("en-US")}
                  {listed.isWhole ? "" : " or more"} older {more === 1 ? "gap" : "gaps"} not shown.
                </p>
              )}
            </div>
          );
        }}
      </Shown>
    </Card>
  );
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function refusedBy(counts: Readonly<Record<string, number>>): string | undefined {
  const names = Object.keys(counts);
  return names.length === 0 ? undefined : names.map((name) => words(name)).join(", ");
}
