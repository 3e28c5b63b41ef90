import { KeeperError } from "../../../core/errors.ts";
import type { Announcement } from "../announcement.ts";
import type { Message } from "../message.ts";

/** A way to tell somebody. */
export interface Channel {
  /** Resolves when the other side has taken it. @throws DeliveryFailed */
  send(message: Message): Promise<void>;
  /** The same of what is no alert; null where only alerts are taken. @throws DeliveryFailed */
  readonly announce: ((announcement: Announcement) => Promise<void>) | null;
  /** Whether every alert is a message of its own, so that it can be taken on and resolved there. */
  readonly oneByOne: boolean;
}

/** The other side did not take a message. Its words hold no secret. */
export class DeliveryFailed extends KeeperError {
  /** How long the other side wants to be left alone; null when it did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(message: string, retryAfterSeconds: number | null = null) {
    super(message, "Check the route's settings and variables; `keeper alerts test ROUTE` sends a test message.", 3);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The text without any of the secrets in it. */
export function redacted(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret.length > 0).reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text);
}
