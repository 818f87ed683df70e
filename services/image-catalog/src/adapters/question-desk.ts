import { GetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  InvalidToken,
  SendTaskSuccessCommand,
  TaskDoesNotExist,
  TaskTimedOut,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import * as z from "zod/mini";
import type { Questions } from "../app/ports.ts";
import { OUTCOMES } from "../domain/decision.ts";
import { orUnavailable } from "./catalog-unavailable.ts";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";

const Text = z.optional(z.object({ S: z.string() }));
const Row = z.object({
  decisionToken: Text,
  etag: Text,
  decision: z.optional(z.object({ S: z.enum(OUTCOMES) })),
});

/** That nobody waits any more: answered, timed out, or its execution over. */
function isOver(error: unknown): boolean {
  return (
    error instanceof TaskTimedOut ||
    error instanceof TaskDoesNotExist ||
    error instanceof InvalidToken
  );
}

/** The clients and the table of the questions. */
export interface QuestionDesk {
  readonly dynamo: DynamoDBClient;
  readonly states: SFNClient;
  readonly table: string;
}

/**
 * Questions as the workflow leaves them in the catalogue's rows. Step Functions, not the row, is asked
 * whether a token is still good: so there is no second write that could be lost between the two.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export function questionDesk({ dynamo, states, table }: QuestionDesk): Questions {
  return {
    async get(key) {
      const Key = { Id: { S: key } };
      const command = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
      const { Item } = await orUnavailable(dynamo.send(command));
      if (Item?.["status"] === undefined) return undefined;
      const { decisionToken, etag, decision } = z.parse(Row, Item);
      return { token: decisionToken?.S, etag: etag?.S, outcome: decision?.S };
    },

    async answer(taskToken, answer) {
      const output = JSON.stringify(answer);
      try {
        await states.send(new SendTaskSuccessCommand({ taskToken, output }));
        return true;
      } catch (cause) {
        if (isOver(cause)) return false;
        if (!isPassingFault(cause)) throw cause;
        const message = "the workflow does not answer";
        throw new UnavailableError("WorkflowUnavailable", message, { cause });
      }
    },
  };
}
