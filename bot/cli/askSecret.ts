import { StringDecoder } from "node:string_decoder";
import { MissingSettingError } from "../config/errors.ts";

/** A terminal: what a person types into it, and where the question appears. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown };
  readonly output: NodeJS.WritableStream;
}

/** Enter, and the end of input that control-D types. */
const ENDS: ReadonlySet<string> = new Set(["\r", "\n", "\u0004"]);
const INTERRUPT = "\u0003";
const ERASERS: ReadonlySet<string> = new Set(["\b", "\u007f"]);

/** Asks for a line that does not appear on the screen. @throws MissingSettingError when the person gives up. */
export async function askSecret(question: string, { input, output }: Terminal): Promise<string> {
  output.write(question);
  input.setRawMode?.(true);
  try {
    return await new Promise((resolve, reject) => {
      let typed = "";
      // A letter of several bytes may come in two pieces.
      const decoder = new StringDecoder("utf8");
      const stop = () => {
        input.off("data", take);
        input.off("end", giveUp);
        input.pause();
      };
      const giveUp = () => {
        stop();
        reject(new MissingSettingError("No password was given", "Type one, or set KEEPER_KEYSTORE_PASSWORD_FILE."));
      };
      const take = (chunk: Buffer | string) => {
        for (const character of typeof chunk === "string" ? chunk : decoder.write(chunk)) {
          if (character === INTERRUPT) return giveUp();
          if (ENDS.has(character)) {
            stop();
            return resolve(typed);
          }
          typed = ERASERS.has(character) ? [...typed].slice(0, -1).join("") : typed + character;
        }
      };
      input.on("data", take);
      input.on("end", giveUp);
      input.resume();
    });
  } finally {
    input.setRawMode?.(false);
    output.write("\n");
  }
}

/** Asks on the process's own terminal, beside its results; null where there is none to ask on. */
export function secretAsker(): ((question: string) => Promise<string>) | null {
  const { stdin, stderr } = process;
  return stdin.isTTY ? (question) => askSecret(question, { input: stdin, output: stderr }) : null;
}
