import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { Replay } from "../archives/archive.ts";
import { findReplay } from "../archives/find-archive.ts";
import { invalid } from "../errors.ts";
import type { EventsState } from "../events-state.ts";
import { page } from "../paging.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeReplay.html */
export const describeReplay: Operation<typeof EventBridge, "DescribeReplay", EventsState> = (
  input,
  ctx,
) => {
  const replay = findReplay(ctx.state, input.ReplayName ?? "", ctx.principal.accountId);
  return {
    ...show(replay),
    ReplayArn: replay.arn,
    Description: replay.description,
    Destination: {
      Arn: replay.busArn,
      FilterArns: replay.ruleArns && [...replay.ruleArns],
    },
  };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListReplays.html */
export const listReplays: Operation<typeof EventBridge, "ListReplays", EventsState> = (
  input,
  { state, principal },
) => {
  const { NamePrefix, EventSourceArn, State } = input;
  const filters = [NamePrefix, EventSourceArn, State].filter((filter) => filter !== undefined);
  if (filters.length > 1) {
    invalid(
      "At most one filter is allowed for ListReplays. Use either : State, EventSourceArn, or NamePrefix.",
    );
  }
  const found = state.archives.replays
    .entries({ prefix: `${principal.accountId}/${NamePrefix ?? ""}` })
    .map(([, replay]) => replay)
    .filter(({ archiveArn }) => (EventSourceArn ?? archiveArn) === archiveArn)
    .filter(({ phase }) => (State ?? phase) === phase);
  const { items, ...next } = page(found, input);
  return { Replays: items.map(show), ...next };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CancelReplay.html */
export const cancelReplay: Operation<typeof EventBridge, "CancelReplay", EventsState> = (
  input,
  ctx,
) => {
  const replay = findReplay(ctx.state, input.ReplayName ?? "", ctx.principal.accountId);
  if (replay.phase !== "STARTING" && replay.phase !== "RUNNING") {
    fail(
      "IllegalStatusException",
      `Replay ${replay.name} is not in a valid state for this operation.`,
    );
  }
  const key = `${replay.accountId}/${replay.name}`;
  ctx.state.archives.replays.put(key, { ...replay, phase: "CANCELLING" });
  return { ReplayArn: replay.arn, State: "CANCELLING" };
};

function show(replay: Replay): EventBridge.Replay {
  return {
    ReplayName: replay.name,
    EventSourceArn: replay.archiveArn,
    State: replay.phase,
    StateReason: replay.reason,
    EventStartTime: new Date(replay.eventStartAt),
    EventEndTime: new Date(replay.eventEndAt),
    EventLastReplayedTime: dateOf(replay.last?.eventAt),
    ReplayStartTime: new Date(replay.startedAt),
    ReplayEndTime: dateOf(replay.endedAt),
  };
}

function dateOf(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}
