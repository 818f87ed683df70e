import { InvalidError } from "@blueprints/lambda-kit/errors";

/** The id of a video in routes: its object key in base64url, which survives paths, proxies and signatures. */
export function videoIdOf(key: string): string {
  return Buffer.from(key, "utf8").toString("base64url");
}

/**
 * The object key that an id stands for.
 *
 * @throws {InvalidError} `InvalidVideoId`: no key has this id.
 */
export function keyOfVideoId(id: string): string {
  const key = Buffer.from(id, "base64url").toString("utf8");
  // Decoding forgives wrong characters, padding and bytes that are no text; coming back does not.
  if (key !== "" && videoIdOf(key) === id) return key;
  throw new InvalidError("InvalidVideoId", "an id is the object key in base64url, unpadded");
}
