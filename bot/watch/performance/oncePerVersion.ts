/** Remembers the last value of each key for as long as its version stays. */
export interface OncePerVersion<Value> {
  /** The value worked out for this version of this key: by whoever asks first, for everybody who asks before the next. */
  of(key: string, version: string, work: () => Promise<Value>): Promise<Value>;
}

/** What is worked out from ticks changes with the next one: however many look, it is worked out once. */
export function oncePerVersion<Value>(): OncePerVersion<Value> {
  const known = new Map<string, { readonly version: string; readonly value: Promise<Value> }>();
  return {
    of(key, version, work) {
      const found = known.get(key);
      if (found?.version === version) return found.value;
      const value = work();
      known.set(key, { version, value });
      value.catch(() => {
        if (known.get(key)?.value === value) known.delete(key);
      });
      return value;
    },
  };
}
