import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import * as z from "zod";
import type { World } from "../../../scripts/soak/world.ts";

/** How long a caller waits: the longest time-out of a function of the API is 15 s. */
const PATIENCE_MS = 40_000;

/** What a caller of a function saw. */
export type CallOutcome =
  /** An answer of the API: 200, 409, 503 … */
  | { readonly kind: "answer"; readonly status: number; readonly body: unknown }
  /** The function was killed, or Lambda refused. */
  | { readonly kind: "error"; readonly name: string }
  /** The cloud was away. */
  | { readonly kind: "gone" }
  /** Nothing at all within {@link PATIENCE_MS}: never right. */
  | { readonly kind: "hang" };

/** A request, as API Gateway would hand it to the function. */
export interface ApiCall {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Calls functions of the service by the names they have in serverless.yml. */
export type CallFunction = (name: string, call: ApiCall) => Promise<CallOutcome>;

const Answer = z.object({ statusCode: z.int(), body: z.string() });
const Failure = z.object({ errorType: z.string().default("Error") });

/** A caller with one try, who wants to see the first answer. */
export function functionCaller({ settings, stage }: World): CallFunction {
  const lambda = new LambdaClient({ ...settings, maxAttempts: 1 });
  return async (name, { path, query, body }) => {
    const event = {
      version: "2.0",
      rawQueryString: new URLSearchParams(query).toString(),
      headers: { "content-type": "application/json" },
      pathParameters: path,
      requestContext: { authorizer: { iam: { userArn: "arn:aws:iam::000000000000:user/soak" } } },
      isBase64Encoded: false,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      const answer = await lambda.send(
        new InvokeCommand({
          FunctionName: `image-catalog-${stage}-${name}`,
          Payload: Buffer.from(JSON.stringify(event)),
        }),
        { abortSignal: patience },
      );
      return outcomeOf(answer.Payload, answer.FunctionError !== undefined);
    } catch (error) {
      if (patience.aborted) return { kind: "hang" };
      return refusal(error);
    }
  };
}

function outcomeOf(payload: Uint8Array | undefined, hasFailed: boolean): CallOutcome {
  const json: unknown = JSON.parse(Buffer.from(payload ?? []).toString());
  if (hasFailed) return { kind: "error", name: Failure.parse(json).errorType };
  const { statusCode, body } = Answer.parse(json);
  return { kind: "answer", status: statusCode, body: JSON.parse(body) };
}

/** Only an answer of the service has a status. */
function refusal(error: unknown): CallOutcome {
  const status = z.object({ $metadata: z.object({ httpStatusCode: z.int() }) }).safeParse(error);
  const name = error instanceof Error ? error.name : "Error";
  return status.success ? { kind: "error", name } : { kind: "gone" };
}
