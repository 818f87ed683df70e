import { asExecutionArn } from "../arns.ts";
import { historyEvent } from "../history-event.ts";
import { pageOf } from "../paging.ts";
import { readEvents } from "../sql-journal.ts";
import type { StatesOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
export const getExecutionHistory: StatesOperation<"GetExecutionHistory"> = (input, ctx) => {
  const { arn } = ctx.state.executions.get(asExecutionArn(input.executionArn));
  const newestFirst = input.reverseOrder === true;
  const { items, nextToken } = pageOf(input, (range) =>
    readEvents(ctx.cloud.store, arn, { ...range, newestFirst }),
  );
  const includeData = input.includeExecutionData !== false;
  return { events: items.map((record) => historyEvent(record, includeData)), nextToken };
};
