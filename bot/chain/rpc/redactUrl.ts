/** A URL fit for a message: providers put their API key into the path or the query. */
export function redactUrl(url: string): string {
  try {
    const { protocol, host, pathname, search, username } = new URL(url);
    const secret = pathname.length > 1 || search !== "" || username !== "";
    return `${protocol}//${host}${secret ? "/…" : ""}`;
  } catch {
    return "an invalid URL";
  }
}
