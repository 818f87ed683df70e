import type { Clock } from "../../../clock.ts";

/** What authorizers said, for as long as it may be used again; lost when the cloud stops. */
export interface AuthorizerCache<T> {
  get(key: string): T | undefined;
  put(key: string, value: T, ttlSeconds: number): void;
  /** Forgets all keys that begin like this. */
  clear(prefix: string): void;
}

const MAX_CACHED = 1000;

/** Makes an empty cache. */
export function createAuthorizerCache<T>(clock: Clock): AuthorizerCache<T> {
  const entries = new Map<string, { value: T; until: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      return entry === undefined || entry.until <= clock.now() ? undefined : entry.value;
    },
    put(key, value, ttlSeconds) {
      if (ttlSeconds <= 0) return;
      if (entries.size >= MAX_CACHED) entries.clear();
      entries.set(key, { value, until: clock.now() + ttlSeconds * 1000 });
    },
    clear(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key);
    },
  };
}
