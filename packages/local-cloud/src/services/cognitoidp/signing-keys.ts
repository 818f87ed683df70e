import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from "jose";
import type { Clock } from "../../clock.ts";
import type { Store } from "../../store/store.ts";

/** Each kind of token has a key of its own, as on AWS. */
export type TokenUse = "id" | "access";

interface StoredKey {
  readonly kid: string;
  readonly use: TokenUse;
  readonly privateKey: JWK;
  /** A newer key signs; this one only verifies what it has signed. */
  readonly retiredAt?: number;
}

/** A public key as a pool shows it. */
export interface PublicKey {
  readonly alg: "RS256";
  readonly e: string;
  readonly kid: string;
  readonly kty: "RSA";
  readonly n: string;
  readonly use: "sig";
}

/** The keys that pools sign their tokens with; they survive the process. */
export interface SigningKeys {
  /** Gives a pool new keys; what the old ones have signed stays good for as long as it lasts. */
  renew(poolId: string): Promise<void>;
  signer(poolId: string, use: TokenUse): Promise<{ kid: string; key: CryptoKey | Uint8Array }>;
  /** What a pool's tokens are verified with; empty for a pool that is not there. */
  publicKeys(poolId: string): PublicKey[];
  remove(poolId: string): void;
}

const KEPT_MS = 24 * 3_600_000; // the longest that an access or id token lasts

/** Opens the keys of every pool. */
export function openSigningKeys(store: Store, clock: Clock): SigningKeys {
  const stored = store.collection<StoredKey[]>("cognito.keys");
  const imported = new Map<string, Promise<CryptoKey | Uint8Array>>();

  return {
    async renew(poolId) {
      const made = await Promise.all([makeKey("id"), makeKey("access")]);
      const now = clock.now();
      const old = (stored.get(poolId) ?? [])
        .filter(({ retiredAt = now }) => retiredAt > now - KEPT_MS)
        .map((key) => ({ retiredAt: now, ...key }));
      stored.put(poolId, [...made, ...old]);
    },
    async signer(poolId, use) {
      const key = stored.get(poolId)?.find((candidate) => candidate.use === use);
      if (key === undefined) throw new Error(`the pool ${poolId} has no signing key`);
      const known = imported.get(key.kid) ?? importJWK(key.privateKey, "RS256");
      imported.set(key.kid, known);
      return { kid: key.kid, key: await known };
    },
    publicKeys: (poolId) => (stored.get(poolId) ?? []).map(publicPart),
    remove: (poolId) => {
      stored.delete(poolId);
    },
  };
}

async function makeKey(use: TokenUse): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { kid: randomBytes(32).toString("base64"), use, privateKey: await exportJWK(privateKey) };
}

function publicPart({ kid, privateKey: { n = "", e = "" } }: StoredKey): PublicKey {
  return { alg: "RS256", e, kid, kty: "RSA", n, use: "sig" };
}
