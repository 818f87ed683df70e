import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Limiter } from "../app/ports.ts";
import { ifHeld, toItem } from "./table-item.ts";

/*
 * What is handed out of the quota. The rest is for clocks that differ and searches that take longer on their way than
 * others: at 98.5 %, 15 ms of it leave every second at the provider below the quota.
 */
const SHARE = 0.985;

// Moments begin so much later than they are asked for that the answer is there before them.
const LEAD_MS = 30;
const MAX_TRIES = 20; // of a write that others were ahead of

/** How a limiter is set. */
export interface LimiterSettings {
  readonly table: string;
  readonly requestsPerSecond: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/**
 * One rate for any number of functions: an item says when the next moment is that nobody has (the generic cell rate
 * algorithm's "theoretical arrival time"), and a conditional update takes some from there.
 *
 * @see https://www.itu.int/rec/T-REC-I.371
 */
export function limiterTable(client: DynamoDBClient, settings: LimiterSettings): Limiter {
  const { table: TableName, requestsPerSecond, now } = settings;
  const everyMs = 1000 / (requestsPerSecond * SHARE);

  const update = async (
    operation: string,
    change: Readonly<Record<string, string>>,
    values: Readonly<Record<string, number>>,
  ) => {
    const command = new UpdateItemCommand({
      TableName,
      Key: toItem({ Operation: operation }),
      ...change,
      ExpressionAttributeNames: { "#next": "nextMs" },
      ExpressionAttributeValues: toItem(values),
      ReturnValues: "UPDATED_NEW",
    });
    const done = await ifHeld(client.send(command));
    return done === undefined ? undefined : Number(done.Attributes?.["nextMs"]?.N);
  };

  return {
    async reserve(operation, count) {
      const takenMs = count * everyMs;
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const soonestMs = now() + LEAD_MS;
        const behindOthers = await update(
          operation,
          {
            UpdateExpression: "SET #next = #next + :taken",
            ConditionExpression: "#next >= :soonest",
          },
          { ":taken": takenMs, ":soonest": soonestMs },
        );
        if (behindOthers !== undefined) return { startMs: behindOthers - takenMs, everyMs };
        const first = await update(
          operation,
          {
            UpdateExpression: "SET #next = :next",
            ConditionExpression: "attribute_not_exists(#next) OR #next < :soonest",
          },
          { ":next": soonestMs + takenMs, ":soonest": soonestMs },
        );
        if (first !== undefined) return { startMs: first - takenMs, everyMs };
      }
      throw new UnavailableError("LimiterUnavailable", "others keep taking the next moment");
    },

    async pause(operation, milliseconds) {
      const untilMs = now() + milliseconds;
      await update(
        operation,
        {
          UpdateExpression: "SET #next = :until",
          ConditionExpression: "attribute_not_exists(#next) OR #next < :until",
        },
        { ":until": untilMs },
      );
    },
  };
}
