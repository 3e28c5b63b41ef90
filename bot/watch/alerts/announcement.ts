import type { UnixSeconds } from "../../core/units.ts";

/** Something that is told and is no alert: it has no severity, and nobody has to take it on. */
export interface Announcement {
  /** The same whenever it is sent again. */
  readonly id: string;
  /** What it is, for machines: "report". */
  readonly kind: string;
  readonly title: string;
  /** A few plain lines, for chats. */
  readonly summary: string;
  /** All of it, for those who read text. */
  readonly markdown: string;
  /** All of it as one HTML file. */
  readonly html: string;
  /** All of it for machines, as JSON can say it. */
  readonly data: unknown;
  readonly sentAtSeconds: UnixSeconds;
}
