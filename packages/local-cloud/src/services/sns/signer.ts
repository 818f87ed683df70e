import { createPrivateKey, createSign, generateKeyPairSync } from "node:crypto";
import type { Store } from "../../store/store.ts";

/** Signs what SNS sends, so that a receiver's own checks have something to check. */
export interface Signer {
  /** RSA over the canonical text: SHA-1 for signature version 1, SHA-256 for version 2. */
  sign(text: string, version: "1" | "2"): string;
}

/**
 * Opens the signer with this cloud's own key, made when it is first needed.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function openSigner(store: Store): Signer {
  const keys = store.collection<string>("sns.signingKey");
  let key: ReturnType<typeof createPrivateKey> | undefined;

  const load = (): ReturnType<typeof createPrivateKey> => {
    const stored = keys.get("private") ?? makeKey();
    keys.put("private", stored);
    return createPrivateKey(stored);
  };

  return {
    sign(text, version) {
      key ??= load();
      return createSign(version === "1" ? "RSA-SHA1" : "RSA-SHA256")
        .update(text, "utf8")
        .sign(key, "base64");
    },
  };
}

function makeKey(): string {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  }).privateKey;
}
