import { setTimeout as sleep } from "node:timers/promises";
import type { CompiledTemplate } from "./compiled-template.ts";
import type { DeployedStack } from "./deployed-stack.ts";
import { describeGrant, grantsOf, takeApart, without, type Grant } from "./grants.ts";
import { isOf, type Bearers } from "./match-refusal.ts";
import { refusalLog, type Refusal } from "./refusals.ts";
import { startAfresh } from "./start-afresh.ts";
import type { Scenario } from "./scenario.ts";
import { withResources } from "./resolved-resources.ts";

const LOOK_MS = 30;
const GRACE_MS = 1000; // for what a scenario leaves to be done behind it, such as log lines

/** What became of a right that was taken away. */
export interface Verdict {
  /** In words. */
  readonly grant: string;
  /** The refusal, when a call needed the right; undefined when none did. */
  readonly refusal: string | undefined;
}

/** A deployed service whose rights can be taken away one by one. */
export interface Prover {
  readonly grants: readonly Grant[];
  /** Runs a scenario with every right but those it is to lack; resolves with what else was refused. */
  rehearse(scenario: Scenario): Promise<readonly Refusal[]>;
  /** Takes one right away, and runs what covers its holder until a call is refused for want of it. */
  prove(grant: Grant): Promise<Verdict>;
}

/** What a prover works with. */
export interface ProverParts {
  readonly endpoint: string;
  readonly stack: DeployedStack;
  readonly scenarios: readonly Scenario[];
  /** Makes the template quicker at failing: retries and pauses prove nothing here. */
  readonly adapt?: (template: CompiledTemplate) => CompiledTemplate;
}

/** Takes the template of a deployed service apart, and deploys it so. */
export async function openProver(parts: ProverParts): Promise<Prover> {
  const { stack, scenarios, adapt = (template) => template } = parts;
  const log = refusalLog(parts.endpoint);
  const apart = takeApart(adapt(stack.compiled));
  const grants = grantsOf(apart);
  const resolved = withResources(apart, grants);
  await stack.put(resolved.template);
  const arns = resolved.read(await stack.outputs());
  const bearers: Bearers = { arns, physicalIds: await stack.physicalIds() };

  const lackedBy = ({ lacking = [] }: Scenario): Grant[] =>
    grants.filter(({ holder, action }) =>
      lacking.some((one) => one.holder === holder && one.action === action),
    );
  const putWithout = (scenario: Scenario, grant: Grant): Promise<void> => {
    const taken = without(resolved.template, [grant, ...lackedBy(scenario)]);
    return stack.put(startAfresh(taken, grant));
  };

  return {
    grants,
    async rehearse(scenario) {
      const lacked = lackedBy(scenario);
      await stack.put(without(resolved.template, lacked));
      const mark = await log.mark();
      await scenario.run(new AbortController().signal);
      const refusals = await log.since(mark);
      return refusals.filter((refusal) => !lacked.some((grant) => isOf(refusal, grant, bearers)));
    },
    async prove(grant) {
      const mark = await log.mark();
      const look = async (): Promise<string | undefined> =>
        (await log.since(mark)).find((refusal) => isOf(refusal, grant, bearers))?.message;
      const verdict = (refusal: string | undefined): Verdict => {
        return { grant: describeGrant(grant), refusal };
      };
      for (const scenario of scenarios.filter(({ covers }) => covers.includes(grant.holder))) {
        await putWithout(scenario, grant);
        const refusal = await runUntil(scenario, look);
        if (refusal !== undefined) return verdict(refusal);
      }
      return verdict(await within(GRACE_MS, look));
    },
  };
}

type Look = () => Promise<string | undefined>;

/**
 * Runs a scenario to its end, or until there is something to see.
 *
 * @throws {Error} The scenario fails, and there is nothing to see that explains it.
 */
async function runUntil(scenario: Scenario, look: Look): Promise<string | undefined> {
  const stop = new AbortController();
  const running = { ended: false };
  const failure = scenario
    .run(stop.signal)
    .then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    .finally(() => {
      running.ended = true;
    });
  let seen = await look();
  while (seen === undefined && !running.ended) {
    await sleep(LOOK_MS);
    seen = await look();
  }
  stop.abort();
  const failed = await failure;
  seen ??= await look(); // it may have ended while the last look was being taken
  if (failed !== undefined && seen === undefined) throw failed.error;
  return seen;
}

async function within(limitMs: number, look: Look): Promise<string | undefined> {
  const deadline = performance.now() + limitMs;
  let seen = await look();
  while (seen === undefined && performance.now() < deadline) {
    await sleep(LOOK_MS);
    seen = await look();
  }
  return seen;
}
