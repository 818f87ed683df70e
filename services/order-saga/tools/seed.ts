import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { parseArgs } from "node:util";
import { seedStock } from "./seed-stock.ts";
import { stackOutputs } from "./stack-outputs.ts";

const { values } = parseArgs({ options: { stage: { type: "string", default: "dev" } } });
const { InventoryTable } = await stackOutputs(values.stage);
const written = await seedStock(new DynamoDBClient(), InventoryTable);
process.stdout.write(`${InventoryTable}: ${written.join(", ") || "nothing"} written\n`);
