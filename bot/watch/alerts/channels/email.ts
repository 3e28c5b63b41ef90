import type { SendMailOptions } from "nodemailer";
import { codeOf } from "../../../store/errors.ts";
import { clipped, plainText, titleOf } from "../message.ts";
import { type Channel, DeliveryFailed, redacted } from "./channel.ts";

export interface EmailOptions {
  readonly host: string;
  readonly port: number;
  readonly security: "tls" | "starttls" | "none";
  readonly from: string;
  readonly to: readonly string[];
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly timeoutSeconds: number;
}

const MOST_SUBJECT = 200;
const MOST_WORDS = 160;

/** E-mail by a server that speaks SMTP. */
export function emailChannel({ host, port, security, from, to, login, timeoutSeconds }: EmailOptions): Channel {
  const timeout = timeoutSeconds * 1000;
  const open = async () => {
    // No other route needs it, and most commands send nothing.
    const { createTransport } = await import("nodemailer");
    return createTransport({
      host,
      port,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      dnsTimeout: timeout,
      ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
      // What a message says is text, never the name of a file or an address to read.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
  async function send(id: string, mail: Pick<SendMailOptions, "subject" | "text" | "html" | "attachments">): Promise<void> {
    const opened = await open();
    // A server that says a little now and then keeps every other limit from being reached.
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new DeliveryFailed(`not taken within ${3 * timeoutSeconds} s`)), 3 * timeout);
    });
    try {
      const sending = opened.sendMail({
        from,
        to: [...to],
        ...mail,
        // Sent twice, mailboxes that compare show it once.
        messageId: `<${id}@yield-keeper>`,
        headers: { "Auto-Submitted": "auto-generated" },
      });
      await Promise.race([sending, late]);
    } catch (error) {
      if (error instanceof DeliveryFailed) throw error;
      throw new DeliveryFailed(failureText(error, login === null ? [] : secretsOf(login)));
    } finally {
      clearTimeout(timer);
      opened.close();
    }
  }
  return {
    oneByOne: false,
    send: (message) => send(message.id, { subject: clipped(titleOf(message), MOST_SUBJECT), text: `${plainText(message)}\n` }),
    announce: ({ id, kind, title, markdown, html }) =>
      send(id, {
        subject: clipped(title, MOST_SUBJECT),
        text: markdown,
        html,
        // Most readers of mail show no drawings that are part of it.
        attachments: [{ filename: `${kind}.html`, content: html, contentType: "text/html; charset=utf-8" }],
      }),
  };
}

/** As they are, and as the protocol writes them. */
function secretsOf({ user, password }: { readonly user: string; readonly password: string }): readonly string[] {
  return [password, Buffer.from(password).toString("base64"), Buffer.from(`\0${user}\0${password}`).toString("base64")];
}

function failureText(error: unknown, secrets: readonly string[]): string {
  const code = codeOf(error);
  const answer = error instanceof Error && "response" in error && typeof error.response === "string" ? error.response : "";
  const words = redacted(answer, secrets).replace(/\s+/g, " ").trim();
  return `the mail server did not take it${code === "" ? "" : ` (${code})`}${words === "" ? "" : `: ${clipped(words, MOST_WORDS)}`}`;
}
