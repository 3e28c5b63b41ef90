/** How a thing stands: never by colour alone. */
export type Tone = "plain" | "good" | "warn" | "bad" | "info";
