import type { Schema } from "../../../client/keeperClient.ts";

type AlertDetail = Schema<"AlertDetail">;

/** Something that happened to an alert. */
export interface Happening {
  readonly atSeconds: number;
  readonly what: string;
  readonly note: string | null;
}

/** What became of it, oldest first. When it got worse is known by what routes were told. */
export function timelineOf(alert: AlertDetail): readonly Happening[] {
  const { openedAtSeconds, acknowledgedAtSeconds, acknowledgedBy, acknowledgedComment, resolvedAtSeconds, lastSeenSeconds } = alert;
  const happenings: Happening[] = [
    { atSeconds: openedAtSeconds, what: "First seen", note: null },
    ...told(alert, "escalated", "Got worse"),
    ...told(alert, "reminder", "Told again"),
  ];
  if (acknowledgedAtSeconds !== null) {
    happenings.push({
      atSeconds: acknowledgedAtSeconds,
      what: `Acknowledged by ${acknowledgedBy ?? "somebody"}`,
      note: acknowledgedComment,
    });
  }
  if (lastSeenSeconds > openedAtSeconds) happenings.push({ atSeconds: lastSeenSeconds, what: "Last seen", note: null });
  if (resolvedAtSeconds !== null) happenings.push({ atSeconds: resolvedAtSeconds, what: "Over", note: null });
  // What happens in one second stays in this order.
  return happenings.sort((first, second) => first.atSeconds - second.atSeconds);
}

/** Each time that routes were told so, once, however many they are. */
function told({ deliveries }: AlertDetail, notice: AlertDetail["deliveries"][number]["notice"], what: string): readonly Happening[] {
  const times = new Set(deliveries.filter((delivery) => delivery.notice === notice).map(({ createdAtSeconds }) => createdAtSeconds));
  return [...times].map((atSeconds) => ({ atSeconds, what, note: null }));
}
