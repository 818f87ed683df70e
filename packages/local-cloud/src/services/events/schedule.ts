import { randomUUID } from "node:crypto";
import { DONE, type Delivery, type DeliveryOutcome } from "../../store/deliveries.ts";
import { nextAfter, readCron } from "./cron.ts";
import { invalid } from "./errors.ts";
import { ruleKey, type EventsState } from "./events-state.ts";
import { queueForTargets } from "./ingest.ts";
import type { Event, Rule } from "./model.ts";
import { toSeconds } from "./put-events.ts";

/** The timer of one schedule; it goes on until the rule has another version, or none. */
interface Tick {
  readonly ruleKey: string;
  readonly version: string;
  /** Milliseconds since the Unix epoch; the ticks are whole intervals after it. */
  readonly startedAt: number;
}

const SCHEDULE_KIND = "events.schedule";
const UNIT_MS = new Map([
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
]);

/** When a schedule fires next: milliseconds from `now`, or never again. */
export type Schedule = (times: { now: number; startedAt: number }) => number | undefined;

/**
 * Reads `rate(5 minutes)` or `cron(0 12 * * ? *)`.
 *
 * @throws {AwsError} `ValidationException`.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function readSchedule(expression: string): Schedule {
  const [, fields] = /^cron\((.*)\)$/.exec(expression) ?? [];
  if (fields === undefined) {
    const intervalMs = readRate(expression);
    return ({ now, startedAt }) => intervalMs - ((now - startedAt) % intervalMs);
  }
  const cron = readCron(fields);
  return ({ now }) => {
    const at = nextAfter(cron, now);
    return at === undefined ? undefined : at - now;
  };
}

function readRate(expression: string): number {
  const [, text = "", unit = "", plural] =
    /^rate\((\d{1,9}) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const value = Number(text);
  const unitMs = UNIT_MS.get(unit);
  if (unitMs === undefined || value < 1 || (value === 1) !== (plural === "")) {
    return invalid("Parameter ScheduleExpression is not valid.");
  }
  return value * unitMs;
}

/** Starts the timer of a rule that has a schedule and is enabled. */
export function startSchedule({ cloud }: EventsState, rule: Rule): void {
  const { scheduleExpression, scheduleVersion, enabled } = rule;
  if (!enabled || scheduleExpression === undefined || scheduleVersion === undefined) return;
  const key = ruleKey({ accountId: rule.accountId, name: rule.busName }, rule.name);
  const now = cloud.clock.now();
  const delayMs = readSchedule(scheduleExpression)({ now, startedAt: now });
  if (delayMs === undefined) return;
  const tick: Tick = { ruleKey: key, version: scheduleVersion, startedAt: now };
  cloud.deliveries.enqueue(SCHEDULE_KIND, tick, { delayMs });
}

/** Says what happens when a timer fires. Call it when the plugin opens. */
export function handleSchedules(state: EventsState): void {
  state.cloud.deliveries.handle<Tick>(SCHEDULE_KIND, {}, async (delivery) => fire(state, delivery));
}

function fire(state: EventsState, { payload }: Delivery<Tick>): DeliveryOutcome {
  const { cloud, rules } = state;
  const rule = rules.get(payload.ruleKey);
  const expression = rule?.scheduleExpression;
  const current = rule?.enabled === true && rule.scheduleVersion === payload.version;
  if (!current || expression === undefined) return DONE;
  queueForTargets(cloud, rule, { event: scheduledEvent(state, rule), hops: 0 });
  const { startedAt } = payload;
  const retryInMs = readSchedule(expression)({ now: cloud.clock.now(), startedAt });
  return retryInMs === undefined ? DONE : { retryInMs };
}

function scheduledEvent({ cloud }: EventsState, rule: Rule): Event {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: rule.accountId,
    time: toSeconds(new Date(cloud.clock.now())),
    region: cloud.config.region,
    resources: [rule.arn],
    detail: {},
  };
}
