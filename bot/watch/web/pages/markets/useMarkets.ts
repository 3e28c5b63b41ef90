import { type Answer, useAnswer } from "../../live/useAnswer.ts";
import type { KnownMarkets } from "./marketRows.ts";

/** The newest that is known of all markets, each kind in one request. */
export function useMarkets(): Answer<KnownMarkets> {
  return useAnswer(
    "markets",
    async (client, signal) => {
      const [markets, observations, forecasts, risks] = await Promise.all([
        client.GET("/v1/markets", { signal }),
        client.GET("/v1/observations", { signal }),
        client.GET("/v1/forecasts", { signal }),
        client.GET("/v1/risks", { signal }),
      ]);
      const error = markets.error ?? observations.error ?? forecasts.error ?? risks.error;
      if (error !== undefined) return { error };
      return {
        data: {
          markets: markets.data?.items ?? [],
          observations: observations.data?.items ?? [],
          forecasts: forecasts.data?.items ?? [],
          risks: risks.data?.items ?? [],
        },
      };
    },
    ["tick"],
  );
}
