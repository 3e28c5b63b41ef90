import { expect } from "chai";
import fc from "fast-check";
import type { Announcement } from "../../../bot/watch/alerts/announcement.ts";
import type { Channel } from "../../../bot/watch/alerts/channels/channel.ts";
import { discordAnnouncement, discordChannel } from "../../../bot/watch/alerts/channels/discord.ts";
import { emailChannel } from "../../../bot/watch/alerts/channels/email.ts";
import { pagerDutyChannel } from "../../../bot/watch/alerts/channels/pagerduty.ts";
import { slackAnnouncement, slackChannel } from "../../../bot/watch/alerts/channels/slack.ts";
import { markdownV2, telegramAnnouncement, telegramChannel } from "../../../bot/watch/alerts/channels/telegram.ts";
import { webhookChannel, webhookSignature } from "../../../bot/watch/alerts/channels/webhook.ts";
import { anyWords, deliveryFailure } from "../alerts/deliveryFailure.ts";
import { mailServer } from "../alerts/mailServer.ts";
import { hang, type Receiver, receiver, status } from "../alerts/receiver.ts";
import { NOW } from "../alerts/samples.ts";

const SECRET = "s3cr3t-T0ken";
const timeoutSeconds = 0.3;

function announcement(changes: Partial<Announcement> = {}): Announcement {
  return {
    id: "5f0c7e0e-0000-4000-8000-000000000002",
    kind: "report",
    title: "Daily report of main, 6 January 2026",
    summary: "A share earned +0.0137 %.\nGas $2.00.",
    markdown: "# Daily report of main\n\nA share earned.\n",
    html: "<!doctype html><h1>Daily report of main</h1>",
    data: { period: "day" },
    sentAtSeconds: NOW,
    ...changes,
  };
}

describe("reports: by the channels of alerts", () => {
  let server: Receiver;
  beforeEach(async () => {
    server = await receiver();
  });
  afterEach(() => server.close());

  const channels = (): Readonly<Record<string, Channel>> => ({
    slack: slackChannel({ url: `${server.url}/services/${SECRET}`, timeoutSeconds }),
    discord: discordChannel({ url: `${server.url}/api/webhooks/1/${SECRET}`, timeoutSeconds }),
    telegram: telegramChannel({ apiUrl: server.url, token: SECRET, chatId: "-100", timeoutSeconds }),
    webhook: webhookChannel({ url: `${server.url}/hook?key=${SECRET}`, secret: SECRET, timeoutSeconds }),
  });

  for (const name of ["slack", "discord", "telegram", "webhook"]) {
    const channel = () => channels()[name] as Channel;

    it(`${name}: posts it once, and fails as with alerts`, async () => {
      await channel().announce?.(announcement());
      expect(server.received).to.have.length(1);
      expect(server.received[0]?.text).to.include("Daily report of main");
      server.answer(status(429, { "retry-after": "7" }, SECRET));
      const limited = await deliveryFailure(channel().announce?.(announcement()));
      expect(limited.retryAfterSeconds).to.equal(7);
      expect(limited.message).not.to.include(SECRET);
      server.answer(hang);
      expect((await deliveryFailure(channel().announce?.(announcement()))).message).to.match(/no answer within/);
    });
  }

  it("pagerduty: takes none", () => {
    expect(pagerDutyChannel({ apiUrl: server.url, routingKey: SECRET, timeoutSeconds }).announce).to.equal(null);
  });

  it("keeps to what each takes, whatever is said", () => {
    fc.assert(
      fc.property(anyWords, anyWords, (title, summary) => {
        const one = announcement({ title, summary });
        const slack = slackAnnouncement(one);
        expect(slack.blocks[0]?.text.text.length).to.be.at.most(150);
        expect(slack.blocks[1]?.text.text.length).to.be.at.most(3_000);
        expect(slack.blocks[1]?.text.text).not.to.match(/<|>|&(?!amp;|lt;|gt;)/);
        const discord = discordAnnouncement(one);
        expect(discord.content.length).to.be.at.most(2_000);
        expect(discord.embeds[0]?.description.length).to.be.at.most(4_096);
        expect(discord.allowed_mentions).to.deep.equal({ parse: [] });
        const { text } = telegramAnnouncement(one, "-100");
        expect(text.replace(/\\(.)/gs, "$1").length).to.be.at.most(4_096 + 4);
      }),
      { numRuns: 50 },
    );
    expect(telegramAnnouncement(announcement(), "-100").text).to.include(markdownV2("A share earned +0.0137 %."));
  });

  it("webhook: all of it as JSON, signed", async () => {
    await channels().webhook?.announce?.(announcement());
    const [received] = server.received;
    expect(received?.body).to.deep.equal({
      version: 1,
      id: announcement().id,
      kind: "report",
      title: announcement().title,
      summary: announcement().summary,
      report: { period: "day" },
    });
    expect(received?.headers["x-keeper-signature"]).to.equal(`sha256=${webhookSignature(SECRET, String(NOW), received?.text ?? "")}`);
  });

  it("email: text, HTML and a file of it", async () => {
    const mail = await mailServer();
    try {
      const channel = emailChannel({
        host: "127.0.0.1",
        port: mail.port,
        security: "none",
        from: "keeper@example.org",
        to: ["one@example.org"],
        login: null,
        timeoutSeconds,
      });
      await channel.announce?.(announcement({ title: "Daily report\r\nBcc: thief@example.org" }));
      const [{ data } = { data: "" }] = mail.mails;
      const [head = ""] = data.split("\n\n");
      expect(head).not.to.match(/^Bcc:/im);
      expect(head).to.match(/^Content-Type: multipart\/mixed/im);
      expect(head).to.match(new RegExp(`^Message-ID: <${announcement().id}@yield-keeper>$`, "im"));
      for (const type of ["text/plain", "text/html"]) expect(data).to.include(`Content-Type: ${type}`);
      expect(data).to.match(/Content-Disposition: attachment; filename=report\.html/);
    } finally {
      await mail.close();
    }
  });
});
