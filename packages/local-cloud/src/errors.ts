/**
 * An error as AWS answers it: code, message and HTTP status, exactly.
 *
 * The status and the wire form come from the service's own schema when it models
 * the code; `status` is what counts for the codes that it does not model.
 */
export class AwsError extends Error {
  override readonly name: string;
  /** AWS's error code, such as `NoSuchKey` or `ValidationException`. */
  readonly code: string;
  /** HTTP status where the schema does not fix one. */
  readonly status: number;
  /** Further members of the error's shape, such as `Item` or `CancellationReasons`. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; fields?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? {};
  }
}

/** What this cloud does not emulate: answers 501 and names the operation and the parameter. */
export class NotEmulatedError extends AwsError {
  constructor(operation: string, detail?: string) {
    const what = detail === undefined ? operation : `${operation}: ${detail}`;
    super("NotEmulated", `${what} is not emulated by the local cloud`, { status: 501 });
  }
}

/** Throws an {@link AwsError}; an expression, so that it can stand after `??`. */
export function fail(code: string, message: string, status = 400): never {
  throw new AwsError(code, message, { status });
}
