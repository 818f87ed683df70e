const KEPT = /[^A-Za-z0-9\-_.*/]/gu;

/**
 * Encodes a key as S3 does in events and in listings with `encoding-type=url`: as in a form, so a
 * space becomes `+`, but slashes stay.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function encodeKey(key: string): string {
  return key.replaceAll(KEPT, (character) => {
    if (character === " ") return "+";
    const hex = Buffer.from(character).toString("hex").toUpperCase();
    return hex.replaceAll(/../g, "%$&");
  });
}
