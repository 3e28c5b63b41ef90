import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, if it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever a channel sends, looked at by its test.
  readonly body: any;
}

/** Answers one request, or leaves it without an answer. */
export type Answer = (response: ServerResponse, received: Received) => void;

/** A server of somebody who is told of alerts. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** The answers to come, in turn; the last one stays. */
  answer(...answers: readonly Answer[]): void;
  close(): Promise<void>;
}

export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = ""): Answer =>
  (response) =>
    void response.writeHead(code, headers).end(body);

export const hang: Answer = () => undefined;

export async function receiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answers: Answer[] = [status(200)];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString();
      const body = text.startsWith("{") ? JSON.parse(text) : null;
      const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, text, body };
      received.push(one);
      const [now = status(200)] = answers;
      if (answers.length > 1) answers = answers.slice(1);
      now(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer(...next) {
      answers = [...next];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
