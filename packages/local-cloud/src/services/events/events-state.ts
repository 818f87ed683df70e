import type { Cloud } from "../../cloud.ts";
import { parsePattern } from "../../patterns/compile.ts";
import type { Pattern } from "../../patterns/matcher.ts";
import type { Collection } from "../../store/collection.ts";
import type { ApiDestination } from "./destinations/api-destination.ts";
import type { Connection } from "./destinations/connection.ts";
import { createTokens, type Tokens } from "./destinations/oauth.ts";
import { createRateLimit, type RateLimit } from "./destinations/rate-limit.ts";
import { openArchives, type ArchiveStore } from "./archives/archive-store.ts";
import { busDoesNotExist, ruleDoesNotExist } from "./errors.ts";
import type { EventBus, Rule } from "./model.ts";

/** Everything that EventBridge keeps. */
export interface EventsState {
  /** Under `account/bus`. */
  readonly buses: Collection<EventBus>;
  /** Under `account/bus/rule`. */
  readonly rules: Collection<Rule>;
  readonly archives: ArchiveStore;
  /** Under `account/connection`. */
  readonly connections: Collection<Connection>;
  readonly tokens: Tokens;
  /** Under `account/destination`. */
  readonly destinations: Collection<ApiDestination>;
  readonly rateLimit: RateLimit;
  readonly cloud: Cloud;
  /** A rule's pattern, compiled once. */
  compiled(text: string): Pattern;
}

const MAX_COMPILED = 1000; // patterns kept; a bus has at most 300 rules

/** Opens EventBridge's part of the store. */
export function openEvents(cloud: Cloud): EventsState {
  const compiled = new Map<string, Pattern>();
  return {
    buses: cloud.store.collection("events.buses"),
    rules: cloud.store.collection("events.rules"),
    archives: openArchives(cloud),
    connections: cloud.store.collection("events.connections"),
    tokens: createTokens(cloud),
    destinations: cloud.store.collection("events.apiDestinations"),
    rateLimit: createRateLimit(cloud.clock),
    cloud,
    compiled(text) {
      const known = compiled.get(text);
      if (known !== undefined) return known;
      if (compiled.size >= MAX_COMPILED) compiled.clear();
      const pattern = parsePattern(text);
      compiled.set(text, pattern);
      return pattern;
    },
  };
}

/** The account and name of a bus: the API takes its name, its ARN, or nothing for the default. */
function busKey(nameOrArn: string | undefined, accountId: string): [string, string] {
  const arn = /^arn:aws[\w-]*:events:[^:]*:(\d{12}):event-bus\/(.+)$/.exec(nameOrArn ?? "");
  return arn === null ? [accountId, nameOrArn ?? "default"] : [arn[1] ?? accountId, arn[2] ?? ""];
}

/** A bus, if it is there; every account has a default one from the start. */
export function lookUpBus(
  { buses, cloud }: EventsState,
  nameOrArn: string | undefined,
  callerAccountId: string,
): EventBus | undefined {
  const [accountId, name] = busKey(nameOrArn, callerAccountId);
  const key = `${accountId}/${name}`;
  const found = buses.get(key);
  if (found !== undefined || name !== "default") return found;
  const now = cloud.clock.now();
  const arn = busArn(cloud, accountId, name);
  const made: EventBus = { name, accountId, arn, tags: {}, createdAt: now, modifiedAt: now };
  buses.put(key, made);
  return made;
}

/**
 * A bus that has to be there.
 *
 * @throws {AwsError} `ResourceNotFoundException`.
 */
export function findBus(
  state: EventsState,
  nameOrArn: string | undefined,
  callerAccountId: string,
): EventBus {
  const bus = lookUpBus(state, nameOrArn, callerAccountId);
  if (bus === undefined) throw busDoesNotExist(busKey(nameOrArn, callerAccountId)[1]);
  return bus;
}

/** The ARN of a bus of this region. */
export function busArn(cloud: Cloud, accountId: string, name: string): string {
  return `arn:aws:events:${cloud.config.region}:${accountId}:event-bus/${name}`;
}

/** The key of a rule in the store. */
export function ruleKey(bus: Pick<EventBus, "accountId" | "name">, name: string): string {
  return `${bus.accountId}/${bus.name}/${name}`;
}

/** Stores a rule. */
export function putRule({ rules }: EventsState, rule: Rule): void {
  rules.put(ruleKey({ accountId: rule.accountId, name: rule.busName }, rule.name), rule);
}

/**
 * A rule that has to be there.
 *
 * @throws {AwsError} `ResourceNotFoundException`.
 */
export function findRule(
  state: EventsState,
  names: { rule: string | undefined; bus: string | undefined },
  callerAccountId: string,
): Rule {
  const bus = findBus(state, names.bus, callerAccountId);
  const rule = state.rules.get(ruleKey(bus, names.rule ?? ""));
  if (rule === undefined) throw ruleDoesNotExist(names.rule ?? "", bus.name);
  return rule;
}

/** The rules of a bus, in order of their names. */
export function rulesOf({ rules }: EventsState, bus: EventBus, namePrefix = ""): Rule[] {
  return rules.entries({ prefix: ruleKey(bus, namePrefix) }).map(([, rule]) => rule);
}
