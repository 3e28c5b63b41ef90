import { type AddressInfo, createServer, type Socket } from "node:net";

/** How a mail server behaves: `accepts`, says 4xx to the message, or nothing at all. */
export type MailBehaviour = "accepts" | "defers" | "hangs" | "echoes";

/** A mail server in a few lines of RFC 5321. */
export interface MailServer {
  readonly port: number;
  readonly mails: readonly { readonly recipients: readonly string[]; readonly data: string }[];
  readonly logins: readonly string[];
  behave(behaviour: MailBehaviour): void;
  close(): Promise<void>;
}

export async function mailServer(): Promise<MailServer> {
  const mails: { recipients: readonly string[]; data: string }[] = [];
  const logins: string[] = [];
  const sockets = new Set<Socket>();
  let behaviour: MailBehaviour = "accepts";
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    const say = (line: string) => socket.write(`${line}\r\n`);
    if (behaviour === "hangs") return;
    say("220 test ESMTP");
    let pending = "";
    let recipients: string[] = [];
    let data: string[] | null = null;
    socket.on("data", (bytes) => {
      pending += bytes.toString();
      const lines = pending.split("\r\n");
      pending = lines.pop() ?? "";
      for (const line of lines) {
        if (data !== null) {
          if (line !== ".") data.push(line);
          else {
            if (behaviour === "defers") say("451 4.7.1 Greylisted, try again later");
            else {
              mails.push({ recipients, data: data.join("\n") });
              say("250 2.0.0 taken");
            }
            data = null;
            recipients = [];
          }
        } else if (/^EHLO/i.test(line)) {
          say("250-test");
          say("250 AUTH PLAIN");
        } else if (/^AUTH PLAIN /i.test(line)) {
          const given = line.slice("AUTH PLAIN ".length);
          logins.push(Buffer.from(given, "base64").toString());
          say(
            behaviour === "echoes"
              ? `535 5.7.8 no: ${given} ${Buffer.from(given, "base64").toString().replaceAll("\0", " ")}`
              : "235 2.7.0 ok",
          );
        } else if (/^RCPT TO:/i.test(line)) {
          recipients.push(line.slice("RCPT TO:".length));
          say("250 ok");
        } else if (/^DATA/i.test(line)) {
          data = [];
          say("354 go on");
        } else if (/^STARTTLS/i.test(line)) {
          say("502 5.5.1 not here");
        } else if (/^QUIT/i.test(line)) {
          say("221 bye");
          socket.end();
        } else say("250 ok");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    logins,
    behave(next) {
      behaviour = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
