import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { SQSClient } from "@aws-sdk/client-sqs";
import { parseArgs } from "node:util";
import { endBadly } from "../../../scripts/end-badly.ts";
import { redriveQueues, type Redriven } from "./redrive-queues.ts";
import { stackOutputs } from "./stack-outputs.ts";

// `pnpm --filter client-events redrive --stage dev`
const { values } = parseArgs({ options: { stage: { type: "string", default: "dev" } } });
const { tickets, deliveries } = await redriveQueues({
  sqs: new SQSClient(),
  events: new EventBridgeClient(),
  firehose: new FirehoseClient(),
  outputs: await stackOutputs(values.stage).catch(endBadly),
}).catch(endBadly);
report("tickets", tickets);
report("deliveries", deliveries);

function report(what: string, { done, left }: Redriven): void {
  process.stdout.write(`${what}: ${done} handed over again, ${left.length} left\n`);
  for (const reason of left) process.stdout.write(`  ${reason}\n`);
  if (left.length > 0) process.exitCode = 1;
}
