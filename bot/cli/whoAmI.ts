import { userInfo } from "node:os";

/** Who acts unless they say otherwise. Containers may run as a user without a name. */
export function whoAmI(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}
