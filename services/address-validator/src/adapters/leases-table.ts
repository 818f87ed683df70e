import {
  DeleteItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { Leases, ShardId } from "../app/ports.ts";
import { ifHeld, toItem } from "./table-item.ts";

function keyOf({ run, shard }: ShardId) {
  return toItem({ Operation: `shard#${run}#${shard}` });
}

/** Leases, beside the limiter's items; DynamoDB removes those that nobody has freed. */
export function leasesTable(
  client: DynamoDBClient,
  settings: {
    readonly table: string;
    readonly now: () => number;
    readonly newId: () => string;
  },
): Leases {
  const { table: TableName, now, newId } = settings;
  return {
    async take(id, untilMs) {
      const holder = newId();
      const command = new UpdateItemCommand({
        TableName,
        Key: keyOf(id),
        UpdateExpression: "SET #holder = :holder, #until = :until, #expiresAt = :expiresAt",
        ConditionExpression: "attribute_not_exists(#until) OR #until < :now",
        ExpressionAttributeNames: {
          "#holder": "holder",
          "#until": "untilMs",
          "#expiresAt": "expiresAt",
        },
        ExpressionAttributeValues: toItem({
          ":holder": holder,
          ":until": untilMs,
          ":expiresAt": Math.ceil(untilMs / 1000),
          ":now": now(),
        }),
      });
      return (await ifHeld(client.send(command))) === undefined ? undefined : holder;
    },

    async free(id, holder) {
      const command = new DeleteItemCommand({
        TableName,
        Key: keyOf(id),
        ConditionExpression: "#holder = :holder",
        ExpressionAttributeNames: { "#holder": "holder" },
        ExpressionAttributeValues: toItem({ ":holder": holder }),
      });
      await ifHeld(client.send(command));
    },
  };
}
