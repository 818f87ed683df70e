import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { SQSClient } from "@aws-sdk/client-sqs";
import { parseArgs } from "node:util";
import { endBadly } from "../../../scripts/end-badly.ts";
import { redrive } from "./redrive.ts";

// `pnpm redrive --stage dev`; region, endpoint and credentials come from the environment, as for any AWS client.
const { values } = parseArgs({ options: { stage: { type: "string", default: "dev" } } });
const StackName = `address-validator-${values.stage}`;
const { Stacks: [stack] = [] } = await new CloudFormationClient()
  .send(new DescribeStacksCommand({ StackName }))
  .catch(endBadly);
const outputs = new Map(
  (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
);
const count = await redrive({
  sqs: new SQSClient(),
  deadLetters: urlOf("DeadLetters"),
  queues: {
    file: urlOf("ScatterQueue"),
    shard: urlOf("ShardQueue"),
    gather: urlOf("GatherQueue"),
  },
  print,
}).catch(endBadly);
print(`${count} handed over`);

function urlOf(name: string): string {
  const url = outputs.get(name);
  if (url === undefined) throw new Error(`${StackName} has no output ${name}`);
  return url;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
