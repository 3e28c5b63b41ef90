/** Remembers the last value of each key for as long as nothing new has come. */
export interface OnceATick<Value> {
  /** The value worked out for this tick of this key: by whoever asks first, for everybody who asks before the next. */
  of(key: string, tickId: number, work: () => Promise<Value>): Promise<Value>;
}

/** What is worked out from ticks changes with the next one: however many look, it is worked out once. */
export function onceATick<Value>(): OnceATick<Value> {
  const known = new Map<string, { readonly tickId: number; readonly value: Promise<Value> }>();
  return {
    of(key, tickId, work) {
      const found = known.get(key);
      if (found?.tickId === tickId) return found.value;
      const value = work();
      known.set(key, { tickId, value });
      value.catch(() => {
        if (known.get(key)?.value === value) known.delete(key);
      });
      return value;
    },
  };
}
