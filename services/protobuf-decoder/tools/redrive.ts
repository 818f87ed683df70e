import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { parseArgs } from "node:util";
import { stackOutputs } from "../samples/stack-outputs.ts";
import { endBadly } from "../../../scripts/end-badly.ts";
import { redriveQueue } from "./redrive-queue.ts";

const USAGE = `Usage: pnpm --filter protobuf-decoder redrive -- [--stage dev]

Reads the batches that were given up again, as long as the stream has them, and hands them to the decoder.
A letter that is done with is deleted; the others show again after 15 minutes. Region, endpoint and
credentials come from the environment.
`;

const PATIENCE = 10; // attempts: a shard is read five times a second, by all its readers together

const outputs = await stackOutputs(readStage()).catch(endBadly);
const { done, left } = await redriveQueue(
  {
    sqs: new SQSClient(),
    kinesis: new KinesisClient({ maxAttempts: PATIENCE }),
    lambda: new LambdaClient(),
    functionName: outputs.DecoderFunction,
    queueUrl: outputs.DeadLetters,
  },
  (line) => process.stdout.write(`${line}\n`),
).catch(endBadly);
process.stdout.write(`${done} dead letters redriven, ${left} left\n`);
process.exitCode = left === 0 ? 0 : 1;

function readStage(): string {
  try {
    const args = process.argv.slice(2).filter((arg) => arg !== "--");
    const options = { stage: { type: "string", default: "dev" } } as const;
    return parseArgs({ args, options }).values.stage;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}
