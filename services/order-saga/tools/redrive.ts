import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { parseArgs } from "node:util";
import { endBadly } from "../../../scripts/end-badly.ts";
import { redriveOrders } from "./redrive-orders.ts";
import { stackOutputs } from "./stack-outputs.ts";

const { values } = parseArgs({ options: { stage: { type: "string", default: "dev" } } });
const outputs = await stackOutputs(values.stage).catch(endBadly);
const parts = { lambda: new LambdaClient(), sqs: new SQSClient(), outputs };
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const { undone, left } = await redriveOrders(parts, print).catch(endBadly);
process.stdout.write(`${undone} undone, ${left} left\n`);
if (left > 0) process.exitCode = 1;
