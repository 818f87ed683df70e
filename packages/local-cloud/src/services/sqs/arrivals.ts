/** Wakes the receives that wait on a queue. */
export interface Arrivals {
  /** Tells every receive waiting on the queue to look again. */
  announce(queueKey: string): void;
  /** Calls `listener` at the next announcement; the result stops listening. */
  listen(queueKey: string, listener: () => void): () => void;
}

/** Makes a board on which nothing waits yet. */
export function createArrivals(): Arrivals {
  const listeners = new Map<string, Set<() => void>>();
  return {
    announce(queueKey) {
      for (const listener of listeners.get(queueKey) ?? []) listener();
    },
    listen(queueKey, listener) {
      const waiting = listeners.get(queueKey) ?? new Set();
      listeners.set(queueKey, waiting.add(listener));
      return () => {
        waiting.delete(listener);
        if (waiting.size === 0 && listeners.get(queueKey) === waiting) listeners.delete(queueKey);
      };
    },
  };
}
