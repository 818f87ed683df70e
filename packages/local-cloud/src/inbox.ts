import type { Clock } from "./clock.ts";
import type { Store } from "./store/store.ts";

/** Something that left the cloud: an e-mail, a text message, an HTTP delivery. */
export interface InboxMessage {
  readonly id: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly kind: "email" | "sms" | "http";
  /** The address, number or URL it went to. */
  readonly to: string;
  readonly subject?: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a person or a test reads what left the cloud. */
export interface Inbox {
  deliver(message: Omit<InboxMessage, "id" | "receivedAt">): InboxMessage;
  /** The addresses that have received anything. */
  names(): string[];
  /** Oldest first. */
  read(name: string): InboxMessage[];
}

/** Opens the inbox of the store. */
export function openInbox(store: Store, clock: Clock): Inbox {
  const messages = store.collection<InboxMessage>("inbox.messages");
  let sequence = messages.count();

  return {
    deliver(message) {
      sequence += 1;
      const id = String(sequence).padStart(12, "0");
      const record = { id, receivedAt: new Date(clock.now()).toISOString(), ...message };
      messages.put(keyPrefix(message.to) + id, record);
      return record;
    },
    names: () => [...new Set(messages.entries().map(([, message]) => message.to))],
    read: (name) => messages.entries({ prefix: keyPrefix(name) }).map(([, message]) => message),
  };
}

function keyPrefix(name: string): string {
  return `${encodeURIComponent(name)} `;
}
