import { randomUUID } from "node:crypto";
import * as z from "zod";
import { AwsError } from "../../errors.ts";
import type { Waiting } from "./buffer-store.ts";
import type { FirehoseState } from "./firehose-state.ts";
import { bufferOutcome, finish } from "./lanes.ts";
import { logFailure } from "./log-failure.ts";
import type { DeliveryStream, FailedPiece, Outcome, Piece } from "./model.ts";
import { runSteps, textsOf, type LambdaStep } from "./processors.ts";
import { roleOf } from "./role.ts";

const Answer = z.object({
  records: z.array(
    z.object({
      recordId: z.string(),
      result: z.string(),
      data: z.string().nullish(),
      metadata: z.object({ partitionKeys: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    }),
  ),
});
type AnsweredRecord = z.infer<typeof Answer>["records"][number];

type Fault = Pick<FailedPiece, "code" | "message">;

// Firehose developer guide, "Monitor Amazon Data Firehose using CloudWatch Logs".
const MISSING: Fault = {
  code: "Lambda.MissingRecordId",
  message:
    "One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.",
};
const DUPLICATED: Fault = {
  code: "Lambda.DuplicatedRecordId",
  message:
    "Multiple records were returned with the same record ID. Ensure that the Lambda function returns unique record IDs for each record.",
};
const MALFORMED: Fault = {
  code: "Lambda.JsonProcessingException",
  message:
    "There was an error parsing returned records from the Lambda function. Ensure that the returned records follow the status model required by Firehose.",
};
const FUNCTION_ERROR: Fault = {
  code: "Lambda.FunctionError",
  message: "The Lambda function was successfully invoked but it returned an error result.",
};
const REFUSED: Fault = {
  code: "Lambda.ProcessingFailedStatus",
  message: "ProcessingFailed status set for record",
};

/** Sends the first records that wait for it through the function of the stream. */
export async function transform(
  state: FirehoseState,
  stream: DeliveryStream,
  lane: string,
): Promise<"done" | "failed"> {
  const { pipeline } = state.plans.of(stream);
  // A function that was taken out of the stream meanwhile has no say any more.
  const bytes = pipeline.lambda?.bufferBytes ?? Number.MAX_SAFE_INTEGER;
  const waiting = state.buffers.first(stream.id, lane, bytes);
  const last = waiting.at(-1);
  if (last === undefined) return "done";
  const before = runSteps(pipeline.before, waiting.map(toPiece));
  const between =
    pipeline.lambda === undefined
      ? { ready: before.ready, failed: [] }
      : await throughFunction(state, stream, { lambda: pipeline.lambda, pieces: before.ready });
  if (state.cloud.stopping.aborted) return "failed";
  const after = runSteps(pipeline.after, between.ready);
  const failed = [...before.failed, ...between.failed, ...after.failed];
  const { sequence: through } = last;
  // In one step: a record is either still to be transformed, or in the lane of its object.
  state.cloud.store.transaction(() => {
    bufferOutcome(state, stream, { ready: after.ready, failed });
    finish(state, stream, { lane, through });
  });
  return "done";
}

function toPiece({ data, arrivedAt }: Waiting): Piece {
  return { data, arrivedAt, partition: {} };
}

async function throughFunction(
  state: FirehoseState,
  stream: DeliveryStream,
  { lambda, pieces }: { lambda: LambdaStep; pieces: readonly Piece[] },
): Promise<Outcome> {
  if (pieces.length === 0) return { ready: [], failed: [] };
  const ids = pieces.map((_piece, index) => recordId(pieces[0]?.arrivedAt ?? 0, index));
  const event = JSON.stringify({
    invocationId: randomUUID(),
    deliveryStreamArn: stream.arn,
    region: state.cloud.config.region,
    records: pieces.map(({ data, arrivedAt }, index) => ({
      recordId: ids[index],
      approximateArrivalTimestamp: arrivedAt,
      data: data.toString("base64"),
    })),
  });
  const lambdaArn = lambda.functionArn;
  let fault: Fault = FUNCTION_ERROR;
  for (let attempts = 1; attempts <= lambda.retries + 1; attempts += 1) {
    const answer = await invoke(state, stream, { lambdaArn, event });
    if ("records" in answer) {
      return judge(pieces, { ids, answered: answer.records, attempts, lambdaArn });
    }
    fault = answer;
    const failure = { errorCode: answer.code, message: answer.message, processor: lambdaArn };
    await logFailure(state, stream, failure);
  }
  return {
    ready: [],
    failed: pieces.map((piece) =>
      failedPiece(piece, { fault, attempts: lambda.retries + 1, lambdaArn }),
    ),
  };
}

/** Digits, as AWS's are; unique within an invocation. */
function recordId(at: number, index: number): string {
  return `4967${String(at).padStart(16, "0")}${String(index).padStart(30, "0")}000000`;
}

async function invoke(
  { cloud }: FirehoseState,
  stream: DeliveryStream,
  { lambdaArn, event }: { lambdaArn: string; event: string },
): Promise<Fault | z.infer<typeof Answer>> {
  try {
    const as = await roleOf(cloud, stream);
    const input = { FunctionName: lambdaArn, Payload: Buffer.from(event) };
    const { FunctionError, Payload } = await cloud.call("lambda", "Invoke", input, { as });
    if (FunctionError !== undefined) return FUNCTION_ERROR;
    return readAnswer(Payload);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return faultOf(error);
  }
}

function readAnswer(payload: Uint8Array | undefined): Fault | z.infer<typeof Answer> {
  try {
    const answer = Answer.safeParse(JSON.parse(Buffer.from(payload ?? []).toString("utf8")));
    return answer.success ? answer.data : MALFORMED;
  } catch {
    return MALFORMED;
  }
}

function faultOf({ code, message }: AwsError): Fault {
  if (/accessdenied/i.test(code)) {
    const text =
      "Access was denied. Ensure that the access policy allows access to the Lambda function.";
    return { code: "Lambda.InvokeAccessDenied", message: text };
  }
  if (code === "ResourceNotFoundException") {
    const text =
      "The specified Lambda function does not exist. Use a different function that does exist.";
    return { code: "Lambda.ResourceNotFound", message: text };
  }
  if (code === "TooManyRequestsException") {
    const text =
      "The Lambda concurrent execution limit is exceeded. Increase the concurrent execution limit.";
    return { code: "Lambda.InvokeLimitExceeded", message: text };
  }
  return { code: `Lambda.${code}`, message };
}

interface Verdict {
  readonly ids: readonly string[];
  readonly answered: readonly AnsweredRecord[];
  readonly attempts: number;
  readonly lambdaArn: string;
}

function judge(pieces: readonly Piece[], verdict: Verdict): Outcome {
  const { ids, answered, attempts, lambdaArn } = verdict;
  const byId = Map.groupBy(answered, (record) => record.recordId);
  const ready: Piece[] = [];
  const failed: FailedPiece[] = [];
  for (const [index, piece] of pieces.entries()) {
    const of = byId.get(ids[index] ?? "") ?? [];
    const found = of.length > 1 ? DUPLICATED : judgeOne(piece, of[0]);
    if (found === "dropped") continue;
    if ("code" in found) failed.push(failedPiece(piece, { fault: found, attempts, lambdaArn }));
    else ready.push(found);
  }
  return { ready, failed };
}

function judgeOne(piece: Piece, answered: AnsweredRecord | undefined): Piece | Fault | "dropped" {
  if (answered === undefined) return MISSING;
  if (answered.result === "Dropped") return "dropped";
  if (answered.result === "ProcessingFailed") return REFUSED;
  const data = decode(answered.data);
  if (answered.result !== "Ok" || data === undefined) return MALFORMED;
  const keys = answered.metadata?.partitionKeys ?? {};
  const lambda = textsOf(keys) ?? {};
  return { ...piece, data, partition: { ...piece.partition, lambda } };
}

/** Strict, since Node would skip what is no base64. */
function decode(text: string | null | undefined): Buffer | undefined {
  if (typeof text !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return text.length % 4 === 0 ? Buffer.from(text, "base64") : undefined;
}

function failedPiece(
  { data, arrivedAt }: Piece,
  { fault, attempts, lambdaArn }: { fault: Fault; attempts: number; lambdaArn: string },
): FailedPiece {
  return { raw: data, arrivedAt, errorType: "processing-failed", ...fault, attempts, lambdaArn };
}
