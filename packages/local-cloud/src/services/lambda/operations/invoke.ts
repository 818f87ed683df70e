import type * as Lambda from "@aws-sdk/client-lambda";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import { present } from "../../../present.ts";
import type { In } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { parseFunctionRef } from "../names.ts";
import type { LambdaOperation } from "../state.ts";

const MAX_SYNC_BYTES = 6_291_456; // 6 MB; Lambda quotas, "Invocation payload"
const MAX_ASYNC_BYTES = 1_048_576; // 1 MB; Lambda quotas, "Invocation payload"

/**
 * Runs a function and waits (`RequestResponse`), accepts the event (`Event`), or only looks whether
 * the function is there (`DryRun`).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const invoke: LambdaOperation<"Invoke"> = async (input, ctx) => {
  const { registry, executor, asyncInvoker } = ctx.state;
  refuseUnemulated(input);
  const type = input.InvocationType ?? "RequestResponse";
  const ref = parseFunctionRef(input.FunctionName, registry.config, input.Qualifier);
  const { version } = registry.resolve(ref);
  const event = readEvent(input.Payload, type === "Event" ? MAX_ASYNC_BYTES : MAX_SYNC_BYTES);
  const { requestId } = ctx;
  if (type === "DryRun") {
    ctx.reply.status = 204;
    return { StatusCode: 204, ExecutedVersion: version.version };
  }
  if (type === "Event") {
    asyncInvoker.accept(ref, { requestId, event });
    ctx.reply.status = 202;
    return { StatusCode: 202 };
  }
  const clientContext = readClientContext(input.ClientContext);
  const traceId = ctx.http?.headers["x-amzn-trace-id"];
  const call = present({ requestId, event, clientContext, traceId });
  const { body, logTail, ...result } = await executor.execute(ref, call);
  return {
    StatusCode: 200,
    Payload: body,
    ExecutedVersion: result.executedVersion,
    FunctionError: result.functionError,
    LogResult: input.LogType === "Tail" ? Buffer.from(logTail).toString("base64") : undefined,
  };
};

function refuseUnemulated(input: In<typeof Lambda, "Invoke">): void {
  if (input.TenantId !== undefined) throw new NotEmulatedError("lambda:Invoke", "TenantId");
  if (input.DurableExecutionName !== undefined) {
    throw new NotEmulatedError("lambda:Invoke", "DurableExecutionName");
  }
}

function readEvent(payload: Uint8Array | undefined, maxBytes: number): string {
  const size = payload?.byteLength ?? 0;
  if (size > maxBytes) {
    throw new AwsError(
      "RequestTooLargeException",
      `Request must be smaller than ${maxBytes} bytes for the InvokeFunction operation`,
      { status: 413, fields: { Type: "User" } },
    );
  }
  if (payload === undefined || size === 0) return "{}";
  const event = new TextDecoder().decode(payload);
  try {
    JSON.parse(event);
    return event;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "";
    throw new AwsError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${reason}`,
      { status: 400, fields: { Type: "User" }, cause },
    );
  }
}

/** @returns JSON text. */
function readClientContext(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  const text = Buffer.from(base64, "base64").toString();
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw validationError(
      "clientContext",
      base64,
      "Client context must be a valid Base64-encoded JSON object.",
    );
  }
}
