import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { parseArgs } from "node:util";
import { redriveOrders } from "./redrive-orders.ts";
import { stackOutputs } from "./stack-outputs.ts";

const { values } = parseArgs({ options: { stage: { type: "string", default: "dev" } } });
const outputs = await stackOutputs(values.stage);
const parts = { lambda: new LambdaClient(), sqs: new SQSClient(), outputs };
const { undone, left } = await redriveOrders(parts, (line) => process.stdout.write(`${line}\n`));
process.stdout.write(`${undone} undone, ${left} left\n`);
if (left > 0) process.exitCode = 1;
