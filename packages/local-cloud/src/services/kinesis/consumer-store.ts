import type { Store } from "../../store/store.ts";
import type { Stream } from "./stream.ts";

/** A registered consumer, for enhanced fan-out. */
export interface Consumer {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Its JSON. */
  readonly policy?: string;
}

/** The consumers of every stream. */
export interface ConsumerStore {
  find(stream: Stream, name: string): Consumer | undefined;
  /** In the order of their names. */
  list(stream: Stream): Consumer[];
  save(stream: Stream, consumer: Consumer): void;
  delete(stream: Stream, name: string): void;
}

/** Opens the collection of consumers. */
export function openConsumers(store: Store): ConsumerStore {
  const consumers = store.collection<Consumer>("kinesis.consumers");
  return {
    find: (stream, name) => consumers.get(keyOf(stream, name)),
    list: (stream) => consumers.entries({ prefix: keyOf(stream, "") }).map(([, one]) => one),
    save: (stream, consumer) => consumers.put(keyOf(stream, consumer.name), consumer),
    delete: (stream, name) => void consumers.delete(keyOf(stream, name)),
  };
}

function keyOf({ number }: Stream, name: string): string {
  return `${number}/${name}`;
}
