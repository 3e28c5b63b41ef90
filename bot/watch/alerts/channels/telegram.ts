import type { Announcement } from "../announcement.ts";
import { clipped, labelOf, type Message, severityOf, stateOf, titleOf } from "../message.ts";
import type { Channel } from "./channel.ts";
import { request } from "./http.ts";

/** Of a message after its marks are read: https://core.telegram.org/bots/api#sendmessage. */
const MOST_TEXT = 4_096;
const MOST_TITLE = 256;

const ICONS = { critical: "🔴", warning: "🟠", info: "🔵" } as const;

export interface TelegramOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly chatId: string;
  readonly timeoutSeconds: number;
}

/** A bot of Telegram, in one chat. */
export function telegramChannel({ apiUrl, token, chatId, timeoutSeconds }: TelegramOptions): Channel {
  // The token is part of the address.
  const url = `${apiUrl.replace(/\/+$/, "")}/bot${token}/sendMessage`;
  const post = (payload: unknown) => request({ url, body: JSON.stringify(payload), timeoutSeconds, secrets: [token] });
  return {
    oneByOne: false,
    send: (message) => post(telegramPayload(message, chatId)),
    announce: (announcement) => post(telegramAnnouncement(announcement, chatId)),
  };
}

export function telegramAnnouncement({ title, summary }: Announcement, chatId: string) {
  return telegramText(title, summary, chatId);
}

export function telegramPayload(message: Message, chatId: string) {
  const icon = stateOf(message) === "resolved" ? "✅" : ICONS[severityOf(message)];
  const body = message.entries.map(({ alert, remedy }) => {
    const advice = remedy === null || alert.state === "resolved" ? "" : `\n${remedy}`;
    return `${alert.summary}${advice}\n${labelOf(alert)}`;
  });
  return telegramText(`${icon} ${titleOf(message)}`, body.join("\n\n"), chatId);
}

/** A heading and what is below it, as long as may be. */
function telegramText(heading: string, body: string, chatId: string) {
  const title = clipped(heading, MOST_TITLE);
  const text = clipped(body, MOST_TEXT - title.length - 2);
  return {
    chat_id: chatId,
    text: `*${markdownV2(title)}*\n\n${markdownV2(text)}`,
    parse_mode: "MarkdownV2",
    link_preview_options: { is_disabled: true },
  };
}

/** Every character with a meaning: https://core.telegram.org/bots/api#markdownv2-style. */
export function markdownV2(text: string): string {
  return text.replace(/[_*[\]()~`>#+\-=|{}.!\\]/g, "\\$&");
}
