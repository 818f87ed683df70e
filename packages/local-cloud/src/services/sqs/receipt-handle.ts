import { fail } from "../../errors.ts";
import type { Message } from "./message.ts";

/** What a receipt handle says: the message, and which of its receives it came from. */
export interface Receipt {
  readonly seq: number;
  readonly queueKey: string;
  readonly receipt: string;
}

/** The opaque handle that ReceiveMessage gives out for a message just received. */
export function receiptHandle(message: Message): string {
  const { seq, queueKey, receipt } = message;
  return Buffer.from(`${seq} ${queueKey} ${receipt ?? ""} ${message.id}`).toString("base64");
}

/**
 * Reads a handle of the queue `queueKey`.
 *
 * @throws {AwsError} `ReceiptHandleIsInvalid`: it is no handle, or another queue's.
 */
export function readReceiptHandle(handle: string, queueKey: string): Receipt {
  const [seq, key, receipt] = Buffer.from(handle, "base64").toString("utf8").split(" ");
  const valid = /^\d{1,15}$/.test(seq ?? "") && key === queueKey && receipt !== undefined;
  if (!valid) {
    return fail(
      "ReceiptHandleIsInvalid",
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    );
  }
  return { seq: Number(seq), queueKey, receipt };
}
