import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface WalletRead<Data> {
  readonly data: Data | null;
  /** As it was thrown; null where the last read came. */
  readonly error: unknown;
  readonly reload: () => void;
}

export interface WalletReadOptions {
  /** Reads so often; only once without. */
  readonly everyMilliseconds?: number;
  /** Waits so long before it reads: for what is being typed. */
  readonly settleMilliseconds?: number;
}

/**
 * Reads something through the wallet, again whenever `key` changes; with the key null nothing is read. A failure leaves what was known of the
 * same key.
 * @param key Everything that `ask` depends on.
 */
export function useWalletRead<Data>(
  key: string | null,
  ask: () => Promise<Data>,
  { everyMilliseconds = 0, settleMilliseconds = 0 }: WalletReadOptions = {},
): WalletRead<Data> {
  const [known, setKnown] = useState<{ key: string | null; data: Data | null; error: unknown }>({ key: null, data: null, error: null });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (key === null) return undefined;
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readOnce = async () => {
      try {
        const data = await latest.current();
        if (isCurrent) setKnown({ key, data, error: null });
      } catch (error) {
        if (isCurrent) setKnown((last) => ({ key, data: last.key === key ? last.data : null, error }));
      }
      // One after the other: a slow node is not asked twice at once.
      if (isCurrent && everyMilliseconds > 0) timer = setTimeout(() => void readOnce(), everyMilliseconds);
    };
    timer = setTimeout(() => void readOnce(), settleMilliseconds);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key, round, everyMilliseconds, settleMilliseconds]);
  return known.key === key ? { data: known.data, error: known.error, reload } : { data: null, error: null, reload };
}
