import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { fail } from "../../../errors.ts";
import type { CallContext, In, Operation } from "../../../service.ts";
import type { Archive, Replay } from "../archives/archive.ts";
import { REPLAY_KIND } from "../archives/run-replay.ts";
import { invalid } from "../errors.ts";
import { rulesOf, findBus, type EventsState } from "../events-state.ts";
import { checkName } from "../name-check.ts";

type Input = In<typeof EventBridge, "StartReplay">;

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html */
export const startReplay: Operation<typeof EventBridge, "StartReplay", EventsState> = (
  input,
  ctx,
) => {
  const name = checkName(input.ReplayName, { at: "replayName", max: 64 });
  const { accountId } = ctx.principal;
  const key = `${accountId}/${name}`;
  const archive = archiveOf(ctx, input.EventSourceArn);
  const { busArn, ruleArns } = readDestination(ctx, input, archive);
  const { eventStartAt, eventEndAt } = readSpan(input);
  if (ctx.state.archives.replays.get(key) !== undefined) {
    fail("ResourceAlreadyExistsException", `Replay ${name} already exists.`);
  }
  const replay: Replay = {
    name,
    accountId,
    arn: `arn:aws:events:${ctx.cloud.config.region}:${accountId}:replay/${name}`,
    description: input.Description,
    archiveArn: archive.arn,
    busArn,
    ruleArns,
    eventStartAt,
    eventEndAt,
    phase: "STARTING",
    startedAt: ctx.cloud.clock.now(),
  };
  ctx.cloud.store.transaction(() => {
    ctx.state.archives.replays.put(key, replay);
    ctx.cloud.deliveries.enqueue(REPLAY_KIND, { key });
  });
  return {
    ReplayArn: replay.arn,
    State: replay.phase,
    ReplayStartTime: new Date(replay.startedAt),
  };
};

function archiveOf({ state }: CallContext<EventsState>, arn = ""): Archive {
  const [, accountId, name = ""] =
    /^arn:[^:]+:events:[^:]*:(\d{12}):archive\/(.+)$/.exec(arn) ??
    invalid("Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN.");
  return (
    state.archives.archives.get(`${accountId}/${name}`) ??
    invalid(`Parameter EventSourceArn is not valid. Reason: Archive ${name} does not exist.`)
  );
}

function readDestination(
  { state, principal }: CallContext<EventsState>,
  { Destination }: Input,
  archive: Archive,
): { busArn: string; ruleArns: string[] | undefined } {
  const busArn = Destination?.Arn ?? "";
  if (!/^arn:[^:]+:events:[^:]*:\d{12}:event-bus\/.+$/.test(busArn)) {
    invalid("Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.");
  }
  const bus = findBus(state, busArn, principal.accountId);
  if (archive.eventSourceArn !== busArn) {
    invalid(
      "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
    );
  }
  const ruleArns = Destination?.FilterArns;
  const known = new Set(rulesOf(state, bus).map(({ arn }) => arn));
  const missing = ruleArns?.find((arn) => !known.has(arn));
  if (missing !== undefined) {
    invalid(
      `Parameter Destination.FilterArns is not valid. Reason: Rule ${missing} does not exist.`,
    );
  }
  return { busArn, ruleArns: ruleArns?.length === 0 ? undefined : ruleArns };
}

function readSpan({ EventStartTime, EventEndTime }: Input): {
  eventStartAt: number;
  eventEndAt: number;
} {
  const eventStartAt = EventStartTime?.getTime() ?? Number.NaN;
  const eventEndAt = EventEndTime?.getTime() ?? Number.NaN;
  // Comparing refuses dates that are none as well.
  if (!(eventStartAt < eventEndAt)) {
    invalid(
      "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
    );
  }
  return { eventStartAt, eventEndAt };
}
