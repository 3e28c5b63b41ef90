import type { Announcement } from "../announcement.ts";
import { clipped, labelOf, type Message, severityOf, stateOf, titleOf } from "../message.ts";
import type { Channel } from "./channel.ts";
import { request } from "./http.ts";

/** Limits of https://docs.discord.com/developers/resources/message#embed-object: all embeds of a message together have 6,000 characters. */
const MOST_CONTENT = 2_000;
const MOST_EMBEDS = 10;
const MOST_TITLE = 256;
const MOST_DESCRIPTION = 4_096;
const MOST_TOGETHER = 6_000;

const COLOURS = { critical: 0xd62828, warning: 0xf77f00, info: 0x3a86ff, resolved: 0x2a9d3f } as const;

/** A webhook of a Discord channel. */
export function discordChannel({ url, timeoutSeconds }: { readonly url: string; readonly timeoutSeconds: number }): Channel {
  const post = (payload: unknown) => request({ url, body: JSON.stringify(payload), timeoutSeconds, secrets: [] });
  return {
    oneByOne: false,
    send: (message) => post(discordPayload(message)),
    announce: (announcement) => post(discordAnnouncement(announcement)),
  };
}

export function discordAnnouncement({ title, summary, sentAtSeconds }: Announcement) {
  return {
    content: clipped(escaped(title), MOST_CONTENT),
    allowed_mentions: { parse: [] },
    embeds: [
      {
        description: clipped(escaped(summary), MOST_DESCRIPTION),
        color: COLOURS.info,
        timestamp: new Date(sentAtSeconds * 1000).toISOString(),
      },
    ],
    username: "keeper",
  };
}

export function discordPayload(message: Message) {
  const shown = message.entries.slice(0, MOST_EMBEDS);
  const left = message.entries.length - shown.length;
  const perEmbed = Math.floor(MOST_TOGETHER / Math.max(1, shown.length));
  const title = `${titleOf(message)}${left === 0 ? "" : `, and ${left} more`}`;
  return {
    content: clipped(escaped(title), MOST_CONTENT),
    // Nobody is called by what a market or a contract is named.
    allowed_mentions: { parse: [] },
    embeds: shown.map(({ alert, remedy }) => {
      const heading = clipped(alert.rule, Math.min(MOST_TITLE, Math.floor(perEmbed / 4)));
      const advice = remedy === null || alert.state === "resolved" ? "" : `\n${remedy}`;
      return {
        title: heading,
        description: clipped(
          escaped(`${alert.summary}${advice}\n${labelOf(alert)}`),
          Math.min(MOST_DESCRIPTION, perEmbed - heading.length),
        ),
        color: alert.state === "resolved" ? COLOURS.resolved : COLOURS[alert.severity],
        timestamp: new Date(alert.openedAtSeconds * 1000).toISOString(),
      };
    }),
    username: stateOf(message) === "firing" ? `keeper: ${severityOf(message)}` : "keeper",
  };
}

function escaped(text: string): string {
  return text.replace(/[\\*_~`|>[\]]/g, "\\$&");
}
