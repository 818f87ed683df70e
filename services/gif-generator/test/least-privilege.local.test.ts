import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompiledTemplate } from "../../../scripts/permissions/compiled-template.ts";
import { deployStack } from "../../../scripts/permissions/deployed-stack.ts";
import { giveUpAtOnce } from "../../../scripts/permissions/give-up-at-once.ts";
import { describeGrant, type Grant } from "../../../scripts/permissions/grants.ts";
import { openProver, type Prover, type Verdict } from "../../../scripts/permissions/prover.ts";
import { reasonUnexercised } from "../../../scripts/permissions/unexercised.ts";
import { makeClip } from "../samples/make-clip.ts";
import type { Outputs } from "./deployed.ts";
import { KEPT, permissionScenarios } from "./permission-scenarios.ts";
import { openPermissionWorld, type PermissionWorld } from "./permission-world.ts";

const OPEN_LIMIT_MS = 180_000;
const PROVE_LIMIT_MS = 120_000;
const SUPERFLUOUS = "s3:DeleteObjectTagging";

let cloud: TestCloud;
let prover: Prover;
let world: PermissionWorld;
const scenarios = permissionScenarios(() => world);
const holders = [...new Set(scenarios.flatMap(({ covers }) => covers))];

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const { endpoint } = cloud;
  const stack = await deployStack(endpoint, "gif-generator", "rights");
  prover = await openProver({ endpoint, stack, scenarios, adapt });
  const outputs = (await stack.outputs()) as Outputs & Readonly<Record<string, string>>;
  world = openPermissionWorld(cloud, outputs, [await clip(2), await clip(1)]);
  await world.upload(KEPT);
  await world.untilVideo(KEPT, AbortSignal.timeout(30_000), ({ status }) => status === "COMPLETE");
}, OPEN_LIMIT_MS);

afterAll(() => cloud?.stop());

async function clip(seconds: number): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "clip-"));
  const path = join(folder, "clip.mp4");
  await makeClip({ path, seconds, width: 96, height: 54, framesPerSecond: 10 });
  const bytes = await readFile(path);
  await rm(folder, { recursive: true });
  return bytes;
}

function adapt(template: CompiledTemplate): CompiledTemplate {
  return giveUpAtOnce(withSuperfluousRight(template));
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
  const excused = Map.groupBy(prover.grants, reasonUnexercised);
  for (const [reason, grants] of excused) {
    const what = grants.map((grant) => `\n  ${describeGrant(grant)}`).join("");
    if (reason !== undefined) process.stdout.write(`not proved, as ${reason}:${what}\n`);
  }
});
