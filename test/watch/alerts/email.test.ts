import { expect } from "chai";
import { DeliveryFailed } from "../../../bot/watch/alerts/channels/channel.ts";
import { type EmailOptions, emailChannel } from "../../../bot/watch/alerts/channels/email.ts";
import { type MailServer, mailServer } from "./mailServer.ts";
import { sampleMessage } from "./samples.ts";

const PASSWORD = "correct horse battery";

describe("alerts: e-mail", () => {
  let server: MailServer;
  beforeEach(async () => {
    server = await mailServer();
  });
  afterEach(() => server.close());

  const channel = (changes: Partial<EmailOptions> = {}) =>
    emailChannel({
      host: "127.0.0.1",
      port: server.port,
      security: "none",
      from: "keeper@example.org",
      to: ["one@example.org", "two@example.org"],
      login: { user: "keeper", password: PASSWORD },
      timeoutSeconds: 0.3,
      ...changes,
    });
  const failure = async (changes: Partial<EmailOptions> = {}): Promise<DeliveryFailed> => {
    try {
      await channel(changes).send(sampleMessage());
    } catch (error) {
      if (error instanceof DeliveryFailed) return error;
      throw error;
    }
    throw new Error("it was delivered");
  };

  it("reaches everybody, with a message id that stays the same when it is sent again", async () => {
    await channel().send(sampleMessage());
    await channel().send(sampleMessage());
    expect(server.logins).to.deep.equal(Array(2).fill(`\0keeper\0${PASSWORD}`));
    expect(server.mails.map(({ recipients }) => recipients)).to.deep.equal(Array(2).fill(["<one@example.org>", "<two@example.org>"]));
    const ids = server.mails.map(({ data }) => /^Message-ID: (.*)$/im.exec(data)?.[1]);
    expect(ids).to.deep.equal(Array(2).fill(`<${sampleMessage().id}@yield-keeper>`));
    expect(server.mails[0]?.data).to.match(/^Subject: CRITICAL main: breaker-tripped$/m);
    expect(server.mails[0]?.data).to.include("The vault is reduce-only: price-fall");
  });

  it("lets nothing an alert says become a header", async () => {
    const summary = "lost\r\nBcc: thief@example.org\r\n.\r\nQUIT";
    await channel().send(sampleMessage({ summary, rule: "nav-fall\r\nBcc: thief@example.org" }));
    const [head = ""] = server.mails[0]?.data.split("\n\n") ?? [];
    expect(head).not.to.match(/^Bcc:/im);
    expect(server.mails).to.have.length(1);
    expect(server.mails[0]?.recipients).to.have.length(2);
  });

  it("fails with the server's words, and without the password", async () => {
    server.behave("defers");
    expect((await failure()).message).to.match(/Greylisted/);
    server.behave("echoes");
    const refused = await failure();
    expect(refused.message).to.match(/EAUTH/);
    expect(refused.message).not.to.include(PASSWORD);
    expect(refused.message).not.to.include(Buffer.from(`\0keeper\0${PASSWORD}`).toString("base64"));
    server.behave("hangs");
    expect((await failure()).message).to.match(/ETIMEDOUT/);
  });

  it("says nothing in clear to a server that cannot encrypt, unless that is wanted", async () => {
    const error = await failure({ security: "starttls" });
    expect(error.message).to.match(/ETLS/);
    expect(server.logins).to.deep.equal([]);
    expect(server.mails).to.deep.equal([]);
  });
});
