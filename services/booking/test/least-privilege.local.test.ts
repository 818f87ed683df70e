import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompiledTemplate } from "../../../scripts/permissions/compiled-template.ts";
import { deployStack } from "../../../scripts/permissions/deployed-stack.ts";
import { giveUpAtOnce } from "../../../scripts/permissions/give-up-at-once.ts";
import { describeGrant, type Grant } from "../../../scripts/permissions/grants.ts";
import { openProver, type Prover, type Verdict } from "../../../scripts/permissions/prover.ts";
import { reasonUnexercised } from "../../../scripts/permissions/unexercised.ts";
import { Outputs } from "./deployed.ts";
import { permissionScenarios } from "./permission-scenarios.ts";
import {
  openProcessRights,
  processScenarios,
  withoutTries,
  type ProcessRights,
} from "./process-scenarios.ts";
import { openPermissionWorld, type PermissionWorld } from "./permission-world.ts";

const OPEN_LIMIT_MS = 180_000;
const PROVE_LIMIT_MS = 120_000;
const SUPERFLUOUS = "dynamodb:Scan";

let cloud: TestCloud;
let prover: Prover;
let world: PermissionWorld;
let processes: ProcessRights;
const scenarios = [...permissionScenarios(() => world), ...processScenarios(() => processes)];
const holders = [...new Set(scenarios.flatMap(({ covers }) => covers))];

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const { endpoint } = cloud;
  const stack = await deployStack(endpoint, "booking", "rights");
  prover = await openProver({ endpoint, stack, scenarios, adapt });
  const outputs = Outputs.parse(await stack.outputs());
  world = await openPermissionWorld(endpoint, outputs);
  processes = await openProcessRights(endpoint, outputs);
}, OPEN_LIMIT_MS);

afterAll(() => cloud?.stop());

function adapt(template: CompiledTemplate): CompiledTemplate {
  return withoutTries(giveUpAtOnce(withSuperfluousRight(template)));
}

/** Gives the role of one function something that it never does: to see that this is found. */
function withSuperfluousRight(template: CompiledTemplate): CompiledTemplate {
  const copy = structuredClone(template);
  const policies = copy.Resources["GetOpenapiRole"]?.Properties["Policies"] as {
    PolicyDocument: { Statement: unknown[] };
  }[];
  const right = { Effect: "Allow", Action: SUPERFLUOUS, Resource: "*" };
  policies[0]?.PolicyDocument.Statement.push(right);
  return copy;
}

function isSuperfluous({ action }: Grant): boolean {
  return action === SUPERFLUOUS;
}

describe("with all its rights the service is refused nothing when", () => {
  test.each(scenarios)("$name", async (scenario) => {
    expect(await prover.rehearse(scenario)).toEqual([]);
  });
});

describe("without any one of its rights a call is refused, by its name and resource, to", () => {
  test.each(holders)("%s", { timeout: PROVE_LIMIT_MS }, async (holder) => {
    const wanted = prover.grants.filter(
      (grant) =>
        grant.holder === holder && !isSuperfluous(grant) && reasonUnexercised(grant) === undefined,
    );
    expect(wanted).not.toEqual([]);
    const verdicts: Verdict[] = [];
    for (const grant of wanted) verdicts.push(await prover.prove(grant));
    const unneeded = verdicts.filter(({ refusal }) => refusal === undefined);
    expect(unneeded.map(({ grant }) => grant)).toEqual([]);
  });
});

test("a right that nothing needs is found", async () => {
  const grant = prover.grants.find(isSuperfluous);
  expect(grant && (await prover.prove(grant)).refusal).toBeUndefined();
  expect(grant).toBeDefined();
});

test("every right has a scenario, or a reason why none can need it", () => {
  const unproved = prover.grants.filter(({ holder }) => !holders.includes(holder));
  const unexplained = unproved.filter((grant) => reasonUnexercised(grant) === undefined);
  expect(unexplained.map(describeGrant)).toEqual([]);
});
