import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { parseArgs } from "node:util";
import { endBadly } from "../../../scripts/end-badly.ts";
import { redrive } from "./redrive.ts";

// `pnpm redrive --stage dev`; region, endpoint and credentials come from the environment, as for any AWS client.
const { values } = parseArgs({ options: { stage: { type: "string", default: "dev" } } });
const StackName = `gif-generator-${values.stage}`;
const { Stacks: [stack] = [] } = await new CloudFormationClient()
  .send(new DescribeStacksCommand({ StackName }))
  .catch(endBadly);
const outputs = stack?.Outputs ?? [];
const deadLetters = outputs.find(({ OutputKey }) => OutputKey === "DeadLetters")?.OutputValue;
if (deadLetters === undefined) throw new Error(`${StackName} has no output DeadLetters`);
const count = await redrive({
  stage: values.stage,
  deadLetters,
  lambda: new LambdaClient(),
  sqs: new SQSClient(),
  print,
}).catch(endBadly);
print(`${count} handed over`);

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
