import type { Announcement } from "../announcement.ts";
import { clipped, labelOf, type Message, severityOf, stateOf, titleOf } from "../message.ts";
import type { Channel } from "./channel.ts";
import { request } from "./http.ts";

/** Limits of Block Kit: https://docs.slack.dev/reference/block-kit/blocks. */
const MOST_HEADER = 150;
const MOST_SECTION = 3_000;
const MOST_BLOCKS = 50;

const ICONS = { critical: "🔴", warning: "🟠", info: "🔵" } as const;

/** An incoming webhook of Slack. */
export function slackChannel({ url, timeoutSeconds }: { readonly url: string; readonly timeoutSeconds: number }): Channel {
  const post = (payload: unknown) => request({ url, body: JSON.stringify(payload), timeoutSeconds, secrets: [] });
  return {
    oneByOne: false,
    send: (message) => post(slackPayload(message)),
    announce: (announcement) => post(slackAnnouncement(announcement)),
  };
}

export function slackAnnouncement({ title, summary }: Announcement) {
  return {
    text: mrkdwn(title, MOST_SECTION),
    blocks: [
      { type: "header", text: { type: "plain_text", text: clipped(title, MOST_HEADER), emoji: true } },
      { type: "section", text: { type: "mrkdwn", text: mrkdwn(summary, MOST_SECTION) } },
    ],
  };
}

export function slackPayload(message: Message) {
  const icon = stateOf(message) === "resolved" ? "✅" : ICONS[severityOf(message)];
  const title = `${icon} ${titleOf(message)}`;
  const sections = message.entries.map(({ alert, remedy }) => {
    const advice = remedy === null || alert.state === "resolved" ? "" : `\n${remedy}`;
    return { type: "section", text: { type: "mrkdwn", text: mrkdwn(`${alert.summary}${advice}\n${labelOf(alert)}`, MOST_SECTION) } };
  });
  const shown = sections.slice(0, MOST_BLOCKS - 2);
  const left = sections.length - shown.length;
  return {
    // What notifications show.
    text: mrkdwn(title, MOST_SECTION),
    blocks: [
      { type: "header", text: { type: "plain_text", text: clipped(title, MOST_HEADER), emoji: true } },
      ...shown,
      ...(left === 0 ? [] : [{ type: "context", elements: [{ type: "mrkdwn", text: `and ${left} more` }] }]),
    ],
  };
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping; cut where the escaped text is short enough. */
function mrkdwn(text: string, most: number): string {
  const escaped = (part: string) => part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  let part = clipped(text, most);
  while (escaped(part).length > most) part = clipped(text, part.length - Math.max(1, Math.ceil((escaped(part).length - most) / 5)));
  return escaped(part);
}
