import { seededRandom } from "./seeded-random.ts";

/** What goes wrong. `duplicate`, `reorder` and `delay` also apply to asynchronous deliveries. */
export type Fault = "throttle" | "error" | "delay" | "duplicate" | "reorder" | "kill";

/** One order to misbehave; read and written as JSON under `/_local/chaos`. */
export interface ChaosRule {
  /** A service such as `rekognition`, or `*`. */
  readonly service: string;
  /** An operation such as `DetectText`, a delivery such as `deliver`, or `*`. */
  readonly operation: string;
  readonly fault: Fault;
  /** 0 to 1; 1 when left out. */
  readonly probability?: number;
  /** How often it strikes before it is spent; endless when left out. */
  readonly times?: number;
  /** For `delay` and `reorder`: the longest delay in milliseconds; 1000 when left out. */
  readonly delayMs?: number;
}

/** Faults on demand: the same seed, rules and order of calls give the same faults. */
export interface Chaos {
  set(rules: readonly ChaosRule[], seed?: number): void;
  read(): { seed: number; rules: readonly ChaosRule[]; struck: number };
  /** The faults that strike this call or delivery, in the order of the rules; each is used up. */
  strike(service: string, operation: string): { fault: Fault; delayMs: number }[];
}

const DEFAULT_DELAY_MS = 1000;

/** Makes a chaos switch that is off. */
export function createChaos(): Chaos {
  let seed = 1;
  let random = seededRandom(seed);
  let rules: { rule: ChaosRule; left: number }[] = [];
  let struck = 0;

  return {
    set(next, nextSeed = 1) {
      seed = nextSeed;
      random = seededRandom(seed);
      struck = 0;
      rules = next.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }));
    },
    read: () => ({ seed, rules: rules.map(({ rule }) => rule), struck }),
    strike(service, operation) {
      const hits: { fault: Fault; delayMs: number }[] = [];
      for (const entry of rules) {
        const { rule } = entry;
        const applies =
          (rule.service === "*" || rule.service === service) &&
          (rule.operation === "*" || rule.operation === operation);
        if (!applies || entry.left <= 0) continue;
        if (random() >= (rule.probability ?? 1)) continue;
        entry.left -= 1;
        struck += 1;
        hits.push({ fault: rule.fault, delayMs: random() * (rule.delayMs ?? DEFAULT_DELAY_MS) });
      }
      return hits;
    },
  };
}
