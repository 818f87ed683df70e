import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompiledTemplate } from "../../../scripts/permissions/compiled-template.ts";
import { deployStack } from "../../../scripts/permissions/deployed-stack.ts";
import { giveUpAtOnce } from "../../../scripts/permissions/give-up-at-once.ts";
import { describeGrant, type Grant } from "../../../scripts/permissions/grants.ts";
import { openProver, type Prover, type Verdict } from "../../../scripts/permissions/prover.ts";
import type { Scenario } from "../../../scripts/permissions/scenario.ts";
import { reasonUnexercised } from "../../../scripts/permissions/unexercised.ts";
import { until, untilMessage } from "../../../scripts/permissions/waiting.ts";
import { aRun } from "./builders.ts";
import { ofRun, openService, type Service } from "./deployed.ts";

const PROVE_LIMIT_MS = 120_000;
const ROLE = "DecodeMessagesRole";
const SUPERFLUOUS = "s3:DeleteObject";

const scenarios: readonly Scenario[] = [
  {
    name: "good and spoilt records are stored",
    covers: [ROLE],
    async run(signal) {
      const { run, records, wanted } = aRun(10, 0.5);
      await service.put(records);
      await until("the messages", signal, async () => {
        const stored = await service.stored();
        return ofRun(stored, run).length === wanted.length ? true : undefined;
      });
    },
  },
  {
    name: "a batch that cannot be stored goes to the dead letters",
    covers: [ROLE],
    lacking: [{ holder: ROLE, action: "s3:PutObject" }],
    async run(signal) {
      await service.put(aRun(1, 0).records);
      const url = service.redrive.queueUrl;
      await untilMessage({ endpoint: cloud.endpoint, url }, ["KinesisBatchInfo"], signal);
    },
  },
];

let cloud: TestCloud;
let prover: Prover;
let service: Service;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const { endpoint } = cloud;
  const stack = await deployStack(endpoint, "protobuf-decoder", "test");
  prover = await openProver({ endpoint, stack, scenarios, adapt });
  service = openService(endpoint, await stack.outputs());
});

afterAll(() => cloud?.stop());

function adapt(template: CompiledTemplate): CompiledTemplate {
  return giveUpAtOnce(withSuperfluousRight(template));
}

/** Gives the role something that it never does: to see that this is found. */
function withSuperfluousRight(template: CompiledTemplate): CompiledTemplate {
  const copy = structuredClone(template);
  const policies = copy.Resources[ROLE]?.Properties["Policies"] as {
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

test(
  "without any one of its rights the decoder is refused a call, by its name and resource",
  async () => {
    const wanted = prover.grants.filter(
      (grant) =>
        grant.holder === ROLE && !isSuperfluous(grant) && reasonUnexercised(grant) === undefined,
    );
    expect(wanted.length).toBeGreaterThan(8);
    const verdicts: Verdict[] = [];
    for (const grant of wanted) verdicts.push(await prover.prove(grant));
    const unneeded = verdicts.filter(({ refusal }) => refusal === undefined);
    expect(unneeded.map(({ grant }) => grant)).toEqual([]);
  },
  PROVE_LIMIT_MS,
);

test("a right that nothing needs is found", async () => {
  const grant = prover.grants.find(isSuperfluous);
  expect(grant && (await prover.prove(grant)).refusal).toBeUndefined();
  expect(grant).toBeDefined();
});

test("every other right has a reason why none can need it here", () => {
  const unproved = prover.grants.filter(
    (grant) => grant.holder !== ROLE && reasonUnexercised(grant) === undefined,
  );
  expect(unproved.map(describeGrant)).toEqual([]);
});
