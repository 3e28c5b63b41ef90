import { keepToken, knownToken } from "../live/operatorToken.ts";

/** Who acts, and by what right. */
export interface Operator {
  /** As others know them: it stands with everything they do. */
  readonly name: string;
  readonly token: string;
}

/** A name is no secret, and stays for the next time. */
const NAME_KEY = "yield-keeper.operator-name";

const watchers = new Set<() => void>();

export function knownName(): string {
  return localStorage.getItem(NAME_KEY) ?? "";
}

export function knownOperator(): Operator | null {
  const token = knownToken();
  const name = knownName();
  return token === null || name === "" ? null : { name, token };
}

export function becomeOperator({ name, token }: Operator): void {
  localStorage.setItem(NAME_KEY, name);
  keepToken(token);
  for (const watcher of [...watchers]) watcher();
}

/** The token is gone; the name stays. */
export function forgetToken(): void {
  keepToken(null);
  for (const watcher of [...watchers]) watcher();
}

/** Calls back whenever another acts, or nobody. */
export function onOperatorChange(callback: () => void): () => void {
  watchers.add(callback);
  return () => watchers.delete(callback);
}
