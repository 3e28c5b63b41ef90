import { createHmac } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import type { Alert } from "../../../bot/core/alert.ts";
import type { Channel } from "../../../bot/watch/alerts/channels/channel.ts";
import { discordChannel, discordPayload } from "../../../bot/watch/alerts/channels/discord.ts";
import { pagerDutyChannel, pagerDutyEvent } from "../../../bot/watch/alerts/channels/pagerduty.ts";
import { slackChannel, slackPayload } from "../../../bot/watch/alerts/channels/slack.ts";
import { markdownV2, telegramChannel, telegramPayload } from "../../../bot/watch/alerts/channels/telegram.ts";
import { webhookChannel } from "../../../bot/watch/alerts/channels/webhook.ts";
import { anyWords, deliveryFailure } from "./deliveryFailure.ts";
import { hang, type Receiver, receiver, status } from "./receiver.ts";
import { NOW, sampleMessage } from "./samples.ts";

const SECRET = "s3cr3t-T0ken";
const timeoutSeconds = 0.3;

const alerts = fc.array(
  fc.record({
    summary: anyWords,
    rule: fc.constantFrom("data-gap", "nav-fall"),
    state: fc.constantFrom("firing", "resolved", "acknowledged"),
  }),
  { minLength: 1, maxLength: 70 },
) as fc.Arbitrary<Partial<Alert>[]>;

describe("alerts: channels", () => {
  let server: Receiver;
  beforeEach(async () => {
    server = await receiver();
  });
  afterEach(() => server.close());

  const channels = (): Readonly<Record<string, Channel>> => ({
    slack: slackChannel({ url: `${server.url}/services/${SECRET}`, timeoutSeconds }),
    discord: discordChannel({ url: `${server.url}/api/webhooks/1/${SECRET}`, timeoutSeconds }),
    telegram: telegramChannel({ apiUrl: server.url, token: SECRET, chatId: "-100", timeoutSeconds }),
    pagerduty: pagerDutyChannel({ apiUrl: server.url, routingKey: SECRET, timeoutSeconds }),
    webhook: webhookChannel({ url: `${server.url}/hook?key=${SECRET}`, secret: SECRET, timeoutSeconds }),
  });

  for (const name of ["slack", "discord", "telegram", "pagerduty", "webhook"]) {
    const channel = () => channels()[name] as Channel;

    it(`${name}: posts JSON once and is content with any 2xx`, async () => {
      for (const code of [200, 202, 204]) {
        server.answer(status(code));
        await channel().send(sampleMessage());
      }
      expect(server.received.map(({ method }) => method)).to.deep.equal(["POST", "POST", "POST"]);
      expect(server.received[0]?.headers["content-type"]).to.equal("application/json");
      expect(server.received[0]?.text).to.include("reduce");
    });

    it(`${name}: says what went wrong, without its secret, when the other side fails, redirects, hangs, breaks off or is not there`, async () => {
      const echo = (code: number) =>
        status(code, { location: `${server.url}/elsewhere` }, `no ${SECRET} at /bot${SECRET}/sendMessage /services/${SECRET}`);
      const cases = [
        [echo(500), /^HTTP 500/],
        [echo(404), /^HTTP 404/],
        [echo(302), /^HTTP 302/],
        [hang, /^no answer within 0.3 s$/],
        [(response: { destroy(): void }) => response.destroy(), /^not reachable/],
      ] as const;
      for (const [answer, expected] of cases) {
        server.answer(answer);
        const error = await deliveryFailure(channel().send(sampleMessage()));
        expect(error.message).to.match(expected).and.not.include(SECRET);
        expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.to.include(SECRET);
      }
      expect(server.received.map(({ path }) => path)).not.to.include("/elsewhere");
      const gone = channel();
      await server.close();
      expect((await deliveryFailure(gone.send(sampleMessage()))).message).to.equal("not reachable (ECONNREFUSED)");
      server = await receiver();
    });

    it(`${name}: hands on how long it is to wait`, async () => {
      server.answer(status(429, { "retry-after": "37" }));
      expect((await deliveryFailure(channel().send(sampleMessage()))).retryAfterSeconds).to.equal(37);
      server.answer(status(429, { "retry-after": new Date(Date.now() + 90_000).toUTCString() }));
      expect((await deliveryFailure(channel().send(sampleMessage()))).retryAfterSeconds).to.be.within(80, 91);
      server.answer(status(429, {}, '{"ok":false,"error_code":429,"parameters":{"retry_after":12}}'));
      expect((await deliveryFailure(channel().send(sampleMessage()))).retryAfterSeconds).to.equal(12);
      server.answer(status(429, {}, '{"message":"You are being rate limited.","retry_after":0.6}'));
      expect((await deliveryFailure(channel().send(sampleMessage()))).retryAfterSeconds).to.equal(0.6);
      server.answer(status(500));
      expect((await deliveryFailure(channel().send(sampleMessage()))).retryAfterSeconds).to.equal(null);
    });
  }

  it("slack: keeps Block Kit's limits and says nothing in its markup, whatever an alert says", () => {
    fc.assert(
      fc.property(alerts, (some) => {
        const { blocks } = slackPayload(sampleMessage(...some));
        expect(blocks.length).to.be.at.most(50);
        for (const block of blocks) {
          if (!("text" in block)) continue;
          expect(block.text.text.length).to.be.within(1, block.type === "header" ? 150 : 3_000);
          if (block.type === "section") expect(block.text.text).not.to.match(/[<>]|&(?!amp;|lt;|gt;)/);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("discord: keeps the limits of messages and embeds, and calls nobody", () => {
    fc.assert(
      fc.property(alerts, (some) => {
        const { content, embeds, allowed_mentions } = discordPayload(sampleMessage(...some));
        expect(allowed_mentions).to.deep.equal({ parse: [] });
        expect(content.length).to.be.within(1, 2_000);
        expect(embeds.length).to.be.within(1, 10);
        expect(embeds.reduce((sum, { title, description }) => sum + title.length + description.length, 0)).to.be.at.most(6_000);
        for (const { title } of embeds) expect(title.length).to.be.at.most(256);
        for (const { description } of embeds) expect(description.length).to.be.at.most(4_096);
      }),
      { numRuns: 50 },
    );
  });

  it("telegram: escapes every character with a meaning, and is short enough once marks are read", () => {
    fc.assert(
      fc.property(alerts, (some) => {
        const { text, parse_mode } = telegramPayload(sampleMessage(...some), "-100");
        expect(parse_mode).to.equal("MarkdownV2");
        const [, title = "", body = ""] = /^\*(.*?(?<!\\)(?:\\\\)*)\*\n\n([\s\S]*)$/.exec(text) ?? [];
        expect(title).not.to.equal("");
        for (const part of [title, body]) expect(part.replace(/\\[_*[\]()~`>#+\-=|{}.!\\]/g, "")).not.to.match(/[_*[\]()~`>#+\-=|{}.!\\]/);
        const read = (part: string) => part.replace(/\\([_*[\]()~`>#+\-=|{}.!\\])/g, "$1");
        expect(read(title).length + read(body).length + 2).to.be.at.most(4_096);
      }),
      { numRuns: 50 },
    );
    expect(markdownV2("1.5 % (a_b) – c!")).to.equal("1\\.5 % \\(a\\_b\\) – c\\!");
  });

  it("telegram: the bot's token is in the address only", async () => {
    await channels().telegram?.send(sampleMessage());
    expect(server.received[0]?.path).to.equal(`/bot${SECRET}/sendMessage`);
    expect(server.received[0]?.body.chat_id).to.equal("-100");
    expect(server.received[0]?.text).not.to.include(SECRET);
  });

  it("pagerduty: is one incident from trigger to resolve, and another one the next time", () => {
    const event = (changes: Partial<Alert>) => pagerDutyEvent(sampleMessage(changes), SECRET);
    const events = (["firing", "acknowledged", "resolved"] as const).map((state) => event({ state }));
    expect(events.map(({ event_action }) => event_action)).to.deep.equal(["trigger", "acknowledge", "resolve"]);
    expect(new Set(events.map(({ dedup_key }) => dedup_key)).size).to.equal(1);
    expect(event({ openedAtSeconds: NOW }).dedup_key).not.to.equal(events[0]?.dedup_key);
    expect(events[0]?.dedup_key.length).to.be.at.most(255);
    expect(events[0]?.payload).to.include({ severity: "critical", group: "main", class: "breaker-tripped" });
    expect(event({ summary: "x".repeat(5_000) }).payload.summary.length).to.equal(1_024);
  });

  it("webhook: is signed over time and body, with the same key of idempotency whenever it is sent again", async () => {
    await channels().webhook?.send(sampleMessage());
    await channels().webhook?.send(sampleMessage());
    const [first, second] = server.received;
    const timestamp = String(first?.headers["x-keeper-timestamp"]);
    expect(timestamp).to.equal(String(NOW));
    const expected = createHmac("sha256", SECRET).update(`${timestamp}.${first?.text}`).digest("hex");
    expect(first?.headers["x-keeper-signature"]).to.equal(`sha256=${expected}`);
    expect(first?.headers["idempotency-key"]).to.equal(sampleMessage().id).and.to.equal(second?.headers["idempotency-key"]);
    expect(first?.body).to.deep.include({ version: 1, severity: "critical", state: "firing" });
    await webhookChannel({ url: server.url, secret: null, timeoutSeconds }).send(sampleMessage());
    expect(server.received[2]?.headers).not.to.have.property("x-keeper-signature");
  });
});
