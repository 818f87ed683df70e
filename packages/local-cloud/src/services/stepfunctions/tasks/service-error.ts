import { AwsError } from "../../../errors.ts";
import type { ServiceModel } from "../../../protocol/model.ts";
import { runtimeError, StateError } from "../asl/errors.ts";
import type { ServiceName } from "./service-names.ts";

/** The call that failed. */
interface FailedCall {
  readonly names: ServiceName;
  readonly model: ServiceModel;
  readonly operation: string;
  readonly sdk: boolean;
  readonly requestId: string;
}

/** HEAD has no body, so S3 can only say 404: the Java SDK knows what that means. */
const S3_NOT_FOUND: Readonly<Record<string, string>> = {
  HeadObject: "NoSuchKey",
  HeadBucket: "NoSuchBucket",
};

/** The Java class of a modelled error: `NoSuchKey` is `NoSuchKeyException`. */
function javaName(shape: string): string {
  const stem = shape.replace(/Fault$/u, "");
  return stem.endsWith("Exception") ? stem : `${stem}Exception`;
}

/**
 * What a failed call of a service is called in a state machine.
 *
 * Errors that the service models have their Java class' name, all others the service's base
 * exception: `S3.NoSuchKeyException`, but `S3.S3Exception` for an access that was denied.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function serviceFailure(thrown: unknown, call: FailedCall): StateError {
  if (!(thrown instanceof AwsError)) throw thrown;
  if (thrown.code === "NotEmulated") return runtimeError(thrown.message);
  const { names, model, operation, sdk, requestId } = call;
  const headCode = thrown.code === "NotFound" ? S3_NOT_FOUND[operation] : undefined;
  const code = names.row.id === "s3" && headCode !== undefined ? headCode : thrown.code;
  const modelled = model.errors.get(code);
  const name = modelled === undefined ? names.baseException : javaName(modelled.name);
  const status = modelled?.status ?? thrown.status;
  const where = sdk
    ? `(Service: ${names.prefix}, Status Code: ${status}, Request ID: ${requestId})`
    : `(Service: ${names.prefix}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`;
  return new StateError(`${names.prefix}.${name}`, `${thrown.message} ${where}`);
}
