import { EventEmitter } from "node:events";

/** Wakes who waits for records. */
export interface Arrivals {
  /** Call it inside or after the transaction that writes: listeners hear of it once that has ended. */
  announce(streamArn: string): void;
  /** Calls back after records have become readable or shards have changed; returns how to stop it. */
  listen(streamArn: string, listener: () => void): () => void;
}

/** Makes a board on which nobody waits yet. */
export function createArrivals(): Arrivals {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const waking = new Set<string>();
  const wakeAll = (): void => {
    const arns = [...waking];
    waking.clear();
    for (const arn of arns) emitter.emit(arn);
  };
  return {
    announce(streamArn) {
      if (waking.size === 0) setImmediate(wakeAll);
      waking.add(streamArn);
    },
    listen(streamArn, listener) {
      emitter.on(streamArn, listener);
      return () => void emitter.off(streamArn, listener);
    },
  };
}
