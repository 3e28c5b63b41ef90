import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { KeeperClient, Schema } from "../../client/keeperClient.ts";
import type { ChangeKind } from "./changes.ts";
import { useKeeper } from "./keeperContext.ts";

export type Failure = Schema<"Error">["error"];

/** What is known of an answer. While it is asked again, the last one is shown; a failure of a later time leaves it, and says so. */
export interface Answer<Data> {
  readonly data: Data | null;
  readonly failure: Failure | null;
  readonly reload: () => void;
}

/** As openapi-fetch gives it. */
interface Response<Data> {
  readonly data?: Data;
  readonly error?: Schema<"Error">;
}

/** Changes come in bursts: a tick, its decision, its transaction. */
const SETTLE_MILLISECONDS = 200;

export const UNREACHABLE: Failure = {
  name: "Unreachable",
  message: "The keeper does not answer",
  remedy: "Is `keeper run` or `keeper api` running? This page tries again when it comes back.",
};

/**
 * Asks the API, again whenever `key` changes and when the keeper does something of the kinds named.
 * @param key Everything that `ask` depends on: another key drops the answer of the one before.
 */
export function useAnswer<Data>(
  key: string,
  ask: (client: KeeperClient, signal: AbortSignal) => Promise<Response<Data>>,
  refreshOn: readonly ChangeKind[] = [],
): Answer<Data> {
  const { client, changes } = useKeeper();
  const [known, setKnown] = useState<{ key: string; data: Data | null; failure: Failure | null }>({ key, data: null, failure: null });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  const latestAsk = useRef(ask);
  latestAsk.current = ask;
  useEffect(() => {
    const abort = new AbortController();
    const keep = (data: Data | null, failure: Failure | null) =>
      setKnown((last) => ({ key, data: data ?? (last.key === key ? last.data : null), failure }));
    latestAsk
      .current(client, abort.signal)
      .then(({ data, error }) => {
        if (!abort.signal.aborted) keep(data ?? null, error?.error ?? null);
      })
      .catch(() => {
        if (!abort.signal.aborted) keep(null, UNREACHABLE);
      });
    return () => abort.abort();
  }, [client, key, round]);

  const kinds = refreshOn.join(" ");
  useEffect(() => {
    if (kinds === "") return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const release = changes.on(kinds.split(" ") as ChangeKind[], () => {
      clearTimeout(timer);
      timer = setTimeout(reload, SETTLE_MILLISECONDS);
    });
    return () => {
      clearTimeout(timer);
      release();
    };
  }, [changes, kinds, reload]);

  return known.key === key ? { data: known.data, failure: known.failure, reload } : { data: null, failure: null, reload };
}
