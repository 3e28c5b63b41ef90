import type { OpenRoute } from "./channels/open.ts";
import type { Message } from "./message.ts";

/** Sends a message that says it is a test; where every alert is an incident of its own, that one is resolved again. @throws DeliveryFailed */
export async function sendTest({ name, channel }: OpenRoute, id: string, nowSeconds: number): Promise<void> {
  const message = (state: "firing" | "resolved"): Message => ({
    id,
    entries: [
      {
        alert: {
          id: 0,
          rule: "test",
          vault: { name: "none", chainId: 0, address: null },
          subject: name,
          fingerprint: `test/${id}`,
          severity: "info",
          state,
          openedAtSeconds: nowSeconds,
          lastSeenSeconds: nowSeconds,
          acknowledgedBy: null,
          acknowledgedAtSeconds: null,
          acknowledgedComment: null,
          resolvedAtSeconds: state === "resolved" ? nowSeconds : null,
          summary: `This is a test of the route "${name}": alerts reach you here`,
          details: {},
        },
        remedy: null,
      },
    ],
    sentAtSeconds: nowSeconds,
  });
  await channel.send(message("firing"));
  if (channel.oneByOne) await channel.send(message("resolved"));
}
