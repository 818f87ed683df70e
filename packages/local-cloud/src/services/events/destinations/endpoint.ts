import { isLoopback } from "../../../outside.ts";

const MAX_LENGTH = 2048; // EventBridge API reference, CreateApiDestination

/** True for a URL that may be called: HTTPS, as on AWS; on this machine plain HTTP will do. */
export function isEndpoint(text: string): boolean {
  if (text.length > MAX_LENGTH || !URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  if (username !== "" || hostname.includes("*")) return false;
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}
