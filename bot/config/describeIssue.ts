import type { z } from "zod";

/** What is wrong with one key, in words that name it by its path. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  const key = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const prefix = key === "" ? "" : `${key}.`;
    return `unknown key ${issue.keys.map((unknown) => `"${prefix}${unknown}"`).join(", ")}`;
  }
  return key === "" ? issue.message : `"${key}": ${issue.message}`;
}
