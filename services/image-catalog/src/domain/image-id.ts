import { InvalidError } from "@blueprints/lambda-kit/errors";

/**
 * The id of an image in routes and mails: its object key in base64url, so that slashes, dots and percent
 * signs in keys survive paths, proxies and signatures untouched.
 */
export function imageIdOf(key: string): string {
  return Buffer.from(key, "utf8").toString("base64url");
}

/**
 * The object key that an id stands for.
 *
 * @throws {InvalidError} `InvalidImageId`: no key has this id.
 */
export function keyOfImageId(id: string): string {
  const key = Buffer.from(id, "base64url").toString("utf8");
  // Decoding forgives wrong characters, padding and bytes that are no text; coming back does not.
  if (key !== "" && imageIdOf(key) === id) return key;
  throw new InvalidError("InvalidImageId", "an id is the object key in base64url, unpadded");
}
