/** As the keeper wants them (SHORTEST_TOKEN of the API). */
const SHORTEST_TOKEN = 32;
/** One line of anything but spaces and control characters: what a header can carry. */
const TOKEN = /^[\x21-\x7e]+$/;

/** Why this can be no operator's token; null where it can. */
export function tokenProblem(token: string): string | null {
  if (!TOKEN.test(token)) return "A token is one word without spaces.";
  if (token.length < SHORTEST_TOKEN) return `A token has at least ${SHORTEST_TOKEN} characters.`;
  return null;
}
