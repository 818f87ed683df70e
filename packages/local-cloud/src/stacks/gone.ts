import { AwsError } from "../errors.ts";

/**
 * Waits for a call that ends a resource; that it is gone already is what was wanted.
 *
 * @throws {AwsError} Every error whose code is not among `codes`.
 */
export async function unlessGone(call: Promise<unknown>, ...codes: string[]): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof AwsError) || !codes.includes(error.code)) throw error;
  }
}

/**
 * Waits for a call that makes a resource. When an interrupted attempt is taken up again, the
 * resource may be there from the first time: then the answer is `undefined`.
 *
 * @throws {AwsError} Every other error, and any error of a first attempt.
 */
export async function unlessResumed<T>(
  { resumed }: { readonly resumed: boolean },
  call: Promise<T>,
  ...codes: string[]
): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (resumed && error instanceof AwsError && codes.includes(error.code)) return undefined;
    throw error;
  }
}
