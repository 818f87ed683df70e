import { createHash } from "node:crypto";

const NAMESPACE = Buffer.from("1f0d8c1ab0d94c2e9d1c3b8a57e64f20", "hex"); // of this service's ids, made up once
const CLIENT_ID = /^[\w-]{1,64}$/u;

/** Whether a text can stand for a client: in JSON, in a log line and in a key it means nothing else. */
export function isClientId(text: string): boolean {
  return CLIENT_ID.test(text);
}

/**
 * The id of the client that a user of a pool is: a UUID of version 5. Made of who the user is rather than of
 * chance, so that a trigger that runs twice, or two that run at once, come to the same.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5
 */
export function clientIdOf(userPoolId: string, sub: string): string {
  const hash = createHash("sha1").update(NAMESPACE).update(`${userPoolId}/${sub}`).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex", 0, 16);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}
