import { randomUUID } from "node:crypto";
import { NotEmulatedError } from "../../errors.ts";
import { DONE, type Delivery, type DeliveryOutcome } from "../../store/deliveries.ts";
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

/**
 * The interval of `rate(5 minutes)` in milliseconds.
 *
 * @throws {AwsError} `ValidationException`; `NotEmulated` for `cron`.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function readRate(expression: string): number {
  if (/^cron\(.*\)$/.test(expression)) {
    throw new NotEmulatedError("events:PutRule", "cron() in ScheduleExpression");
  }
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
  const tick: Tick = { ruleKey: key, version: scheduleVersion, startedAt: cloud.clock.now() };
  cloud.deliveries.enqueue(SCHEDULE_KIND, tick, { delayMs: readRate(scheduleExpression) });
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
  const intervalMs = readRate(expression);
  return { retryInMs: intervalMs - ((cloud.clock.now() - payload.startedAt) % intervalMs) };
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
