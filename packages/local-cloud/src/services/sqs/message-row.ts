import * as z from "zod";
import type { StoredAttributes } from "./message-attributes.ts";
import type { Message } from "./message.ts";

const StoredAttributesText = z.record(
  z.string(),
  z.object({ type: z.string(), text: z.string().optional(), base64: z.string().optional() }),
);

/** Reads a row of the message table. */
export function toMessage(row: Record<string, unknown>): Message {
  return {
    seq: Number(row["seq"]),
    queueKey: String(row["queue"]),
    id: String(row["id"]),
    body: String(row["body"]),
    attributes: readAttributes(row["attributes"]),
    senderId: String(row["sender_id"]),
    delayMs: Number(row["delay_ms"]),
    sentAt: Number(row["sent_at"]),
    visibleAt: Number(row["visible_at"]),
    receiveCount: Number(row["receive_count"]),
    priorReceives: Number(row["prior_receives"]),
    ...whenSet("traceHeader", row["trace_header"], String),
    ...whenSet("groupId", row["group_id"], String),
    ...whenSet("deduplicationId", row["dedup_id"], String),
    ...whenSet("receipt", row["receipt"], String),
    ...whenSet("deadLetterSourceArn", row["source_arn"], String),
    ...whenSet("firstReceivedAt", row["first_received_at"], Number),
  };
}

function readAttributes(text: unknown): StoredAttributes {
  if (text === "{}") return {};
  const stored = StoredAttributesText.parse(JSON.parse(String(text)));
  return Object.fromEntries(
    Object.entries(stored).map(([name, { type, text: value, base64 }]) => [
      name,
      base64 === undefined ? { type, text: value ?? "" } : { type, base64 },
    ]),
  );
}

function whenSet<K extends string, T>(
  name: K,
  value: unknown,
  read: (value: unknown) => T,
): { [P in K]?: T } {
  if (value === null || value === undefined) return {};
  // oxlint-disable-next-line typescript/consistent-type-assertions -- a computed key of a generic name
  return { [name]: read(value) } as { [P in K]?: T };
}
