import fc from "fast-check";
import { DeliveryFailed } from "../../../bot/watch/alerts/channels/channel.ts";

/** What a delivery fails with. @throws when it does not fail, and what else it throws. */
export async function deliveryFailure(sending: Promise<void> | undefined): Promise<DeliveryFailed> {
  try {
    await sending;
  } catch (error) {
    if (error instanceof DeliveryFailed) return error;
    throw error;
  }
  throw new Error("it was delivered");
}

/** Anything a contract, a market, an error or a report may say. */
export const anyWords = fc.oneof(
  fc.string({ maxLength: 6_000, unit: "grapheme" }),
  fc.constantFrom("<!channel> & *bold* _x_ `y` @everyone", "&".repeat(4_000), "👩‍👩‍👧‍👦".repeat(900), "_".repeat(5_000)),
);
