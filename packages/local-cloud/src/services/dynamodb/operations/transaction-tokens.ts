import { AwsError } from "../../../errors.ts";
import type { Engine } from "../engine.ts";

/** A `ClientRequestToken`, and what was asked for under it. */
export interface RequestToken {
  readonly token: string;
  readonly digest: string;
}

const TOKEN_LIFETIME_MS = 10 * 60 * 1000; // "Idempotency" in the TransactWriteItems reference

/**
 * Whether a transaction was already carried out under this token.
 *
 * @throws {AwsError} IdempotentParameterMismatchException: another one was.
 */
export function wasDone(engine: Engine, { token, digest }: RequestToken): boolean {
  engine.db
    .prepare("DELETE FROM dynamodb_transactions WHERE expires_at <= ?")
    .run(engine.clock.now());
  const row = engine.db
    .prepare("SELECT digest FROM dynamodb_transactions WHERE token = ?")
    .get(token);
  if (row === undefined) return false;
  if (row["digest"] === digest) return true;
  throw new AwsError(
    "IdempotentParameterMismatchException",
    "The request uses the same client token as a previous, but non-identical request.",
  );
}

/** Keeps a token for ten minutes. Call it in the transaction that it stands for. */
export function rememberToken(engine: Engine, { token, digest }: RequestToken): void {
  engine.db
    .prepare("INSERT INTO dynamodb_transactions VALUES (?, ?, ?)")
    .run(token, digest, Math.ceil(engine.clock.now() + TOKEN_LIFETIME_MS));
}
