/** What an error means to whoever called, whatever the transport. */
export type ErrorKind =
  | "invalid"
  | "unauthorized"
  | "forbidden"
  | "notFound"
  | "conflict"
  | "unavailable";

/** What an error may have beside its code and message. */
export interface AppErrorOptions extends ErrorOptions {
  /** When the same call may do better, in seconds; HTTP callers get it as `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/**
 * Base of every error that is thrown on purpose; anything else that is thrown is a defect.
 *
 * The code is also the error's `name`: Lambda reports it as `errorType`, which is what `ErrorEquals` in a
 * state machine matches. It is passed in rather than read off the class because bundlers rename classes.
 */
export abstract class AppError extends Error {
  abstract readonly kind: ErrorKind;
  /** Stable, PascalCase, says what went wrong: `ParcelNotFound`. */
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, message: string, options?: AppErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryAfterSeconds = options?.retryAfterSeconds;
    this.name = code;
  }
}

/** One thing wrong with an input: where, and what was expected. Never the value that was sent. */
export interface Issue {
  /** Dotted, from the part of the input it was found in: `body.items.0.sku`. */
  readonly path: string;
  readonly message: string;
}

/** The caller sent something that can never work: not to be repeated as it is. */
export class InvalidError extends AppError {
  override readonly kind = "invalid";
  readonly issues: readonly Issue[];

  constructor(
    code: string,
    message: string,
    options: AppErrorOptions & { issues?: readonly Issue[] } = {},
  ) {
    super(code, message, options);
    this.issues = options.issues ?? [];
  }
}

/** Nobody knows who is calling. */
export class UnauthorizedError extends AppError {
  override readonly kind = "unauthorized";
}

/** It is known who is calling, and they may not. */
export class ForbiddenError extends AppError {
  override readonly kind = "forbidden";
}

/** What the caller names does not exist, or not for them. */
export class NotFoundError extends AppError {
  override readonly kind = "notFound";
}

/** The state of things does not allow it: a duplicate, a lost race, a step out of order. */
export class ConflictError extends AppError {
  override readonly kind = "conflict";
}

/** Something that is needed does not answer now; the same call may work later. */
export class UnavailableError extends AppError {
  override readonly kind = "unavailable";
}

/** The kind of anything that was thrown: a defect is everything that nobody threw on purpose. */
export function errorKind(error: unknown): ErrorKind | "defect" {
  return error instanceof AppError ? error.kind : "defect";
}

/**
 * Whether the same input may succeed later: what queues redeliver, workflows retry and callers repeat.
 * A defect counts, because a new deployment may mend it before the last delivery.
 */
export function isRetryable(error: unknown): boolean {
  const kind = errorKind(error);
  return kind === "unavailable" || kind === "defect";
}
