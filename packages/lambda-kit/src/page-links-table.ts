import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { isPassingFault } from "./aws-client.ts";
import { UnavailableError } from "./errors.ts";
import type { PageLinks } from "./page-link.ts";

const Item = z.object({
  Id: z.object({ S: z.string() }),
  createdBy: z.object({ S: z.string() }),
  // Never left out: an item that does not say that it opens everything must not open everything.
  subject: z.union([z.object({ S: z.string() }), z.object({ NULL: z.literal(true) })]),
  expiresAt: z.object({ N: z.string() }),
});

// Whoever comes with an old link is told that it has expired, not that there is none.
const REMEMBERED_SECONDS = 30 * 86_400;

async function orUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (!isPassingFault(cause)) throw cause;
    throw new UnavailableError("LinksUnavailable", "the table does not answer", { cause });
  }
}

/**
 * The links to a page in a table of their own, which forgets them some time after they expired. Its key is `Id`, its
 * time to live `forgetAt`. Its methods throw {@link UnavailableError} `LinksUnavailable`.
 */
export function pageLinksTable(client: DynamoDBClient, TableName: string): PageLinks {
  return {
    async put({ id, createdBy, subject, expiresAt }) {
      const command = new PutItemCommand({
        TableName,
        Item: {
          Id: { S: id },
          createdBy: { S: createdBy },
          subject: subject === undefined ? { NULL: true } : { S: subject },
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
      const { Id, createdBy, subject, expiresAt } = Item.parse(answer.Item);
      return {
        id: Id.S,
        createdBy: createdBy.S,
        subject: "S" in subject ? subject.S : undefined,
        expiresAt: Number(expiresAt.N),
      };
    },

    async remove(id, createdBy) {
      const command = new DeleteItemCommand({
        TableName,
        Key: { Id: { S: id } },
        ConditionExpression: "createdBy = :caller",
        ExpressionAttributeValues: { ":caller": { S: createdBy } },
      });
      try {
        await orUnavailable(client.send(command));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
