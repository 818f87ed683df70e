import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import type { PlayerLinks } from "../app/ports.ts";
import { orUnavailable, tookPlace } from "./table-call.ts";

const Item = z.object({
  Id: z.object({ S: z.string() }),
  createdBy: z.object({ S: z.string() }),
  videoKey: z.optional(z.object({ S: z.string() })),
  expiresAt: z.object({ N: z.string() }),
});

// Whoever comes with an old link is told that it has expired, not that there is none.
const REMEMBERED_SECONDS = 30 * 86_400;

/** The links to the player in a table of their own, which forgets them some time after they expired. */
export function playerLinksTable(client: DynamoDBClient, TableName: string): PlayerLinks {
  return {
    async put({ id, createdBy, videoKey, expiresAt }) {
      const command = new PutItemCommand({
        TableName,
        Item: {
          Id: { S: id },
          createdBy: { S: createdBy },
          ...(videoKey !== undefined && { videoKey: { S: videoKey } }),
          expiresAt: { N: String(expiresAt) },
          forgetAt: { N: String(expiresAt + REMEMBERED_SECONDS) },
        },
      });
      await orUnavailable(client.send(command));
    },

    async get(id) {
      const command = new GetItemCommand({
        TableName,
        Key: { Id: { S: id } },
        ConsistentRead: true, // a link that was revoked opens nothing, at once
      });
      const answer = await orUnavailable(client.send(command));
      if (answer.Item === undefined) return undefined;
      const { Id, createdBy, videoKey, expiresAt } = Item.parse(answer.Item);
      return {
        id: Id.S,
        createdBy: createdBy.S,
        videoKey: videoKey?.S,
        expiresAt: Number(expiresAt.N),
      };
    },

    remove(id, createdBy) {
      const command = new DeleteItemCommand({
        TableName,
        Key: { Id: { S: id } },
        ConditionExpression: "createdBy = :caller",
        ExpressionAttributeValues: { ":caller": { S: createdBy } },
      });
      return tookPlace(client.send(command));
    },
  };
}
