import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  mapResources,
  withProperties,
  type CompiledTemplate,
} from "../../../scripts/permissions/compiled-template.ts";
import { deployStack } from "../../../scripts/permissions/deployed-stack.ts";
import { openProver, type Prover, type Verdict } from "../../../scripts/permissions/prover.ts";
import type { Scenario } from "../../../scripts/permissions/scenario.ts";
import { reasonUnexercised } from "../../../scripts/permissions/unexercised.ts";
import { until, untilMessage } from "../../../scripts/permissions/waiting.ts";
import type { Job } from "../src/domain/job.ts";
import { apiScenarios } from "./api-permissions.ts";
import { openService, type Service } from "./deployed.ts";

const OPEN_LIMIT_MS = 180_000;
const PROVE_LIMIT_MS = 180_000;
const PIPELINE = ["ScatterRole", "ProcessRole", "GatherRole"];
const HIDDEN_SECONDS = 600; // a call that is refused is proof enough: nobody waits for the next try

let cloud: TestCloud;
let prover: Prover;
let service: Service;

function isOver({ status }: Job): boolean {
  return status !== "SCATTERING" && status !== "RUNNING";
}

async function validated(key: string, text: string, signal: AbortSignal): Promise<Job> {
  const versionId = await service.upload(key, text);
  return until(`the job of ${key}`, signal, async () => {
    const job = await service.newest(key);
    return job?.source.versionId === versionId && isOver(job) ? job : undefined;
  });
}

function givenUp(): number {
  return cloud.counts()["s3:AbortMultipartUpload"] ?? 0;
}

/** Larger than one part of an upload, or a right to give one up could not be missed. */
function largeFile(): string {
  return `Note,City,State\n${`${"x".repeat(2000)},Hartford,CT\n`.repeat(4500)}`;
}

const scenarios: readonly Scenario[] = [
  {
    name: "texts and positions are found, or not, and a result replaces another",
    covers: [...PIPELINE, "ScatterQueuePolicy"],
    async run(signal) {
      const key = `rights-${randomUUID()}.csv`;
      const street = `${randomUUID()} Street`;
      await validated(key, `Note,City,State\n=1,Hartford,CT\n,${street},ZZ\n`, signal);
      // Now without errors and formulas: what is not there any more is removed.
      await validated(key, "Note,City,State\n1,Hartford,CT\n", signal);
      await validated(key, `Latitude,Longitude\n${Math.random()},${Math.random()}\n`, signal);
      await validated(key, "City,State\n", signal);
    },
  },
  {
    name: "a file that had a result is refused",
    covers: ["ScatterRole"],
    async run(signal) {
      const key = `refused-${randomUUID()}.csv`;
      await validated(key, "City,State\nHartford,CT\n", signal);
      await validated(key, "what is this\n", signal);
    },
  },
  {
    name: "a failed shard, and what the dead letters get of it",
    covers: ["RecordFailureRole"],
    async run(signal) {
      const key = `failed-${randomUUID()}.csv`;
      const { name, run, source } = await validated(key, "City,State\nHartford,CT\n", signal);
      await service.send("FailedWork", { kind: "gather", name, run });
      const { endpoint } = cloud;
      const url = service.outputs["DeadLetters"] ?? "";
      await untilMessage({ endpoint, url }, ["gather", run], signal);
      await service.send("FailedWork", { kind: "shard", name, run, shard: 0 }); // which is done
      await untilMessage({ endpoint, url }, ["shard", run], signal);
      await service.forgetDone(name, run);
      await service.send("FailedWork", { kind: "shard", name, run, shard: 0 });
      await until("an incomplete result", signal, async () => {
        const job = await service.newest(key);
        const isIt = job?.source.versionId === source.versionId && job?.status === "INCOMPLETE";
        return isIt || undefined;
      });
    },
  },
  {
    name: "a shard that there is too little time for",
    covers: ["ProcessRole"],
    async run(signal) {
      const rows = Array.from({ length: 70 }, () => `${randomUUID()},Hartford,CT`).join("\n");
      await validated(`long-${randomUUID()}.csv`, `Address,City,State\n${rows}\n`, signal);
    },
  },
  {
    name: "a large result that cannot be put into its place is given up",
    covers: ["GatherRole"],
    lacking: [{ holder: "GatherRole", action: "s3:ListBucket" }],
    async run(signal) {
      const before = givenUp();
      await service.upload(`large-${randomUUID()}.csv`, largeFile());
      await until(
        "an upload that is given up",
        signal,
        async () => givenUp() > before || undefined,
      );
    },
  },
  {
    name: "an event that the queue does not take",
    covers: ["FailedWorkPolicy"],
    lacking: [{ holder: "ScatterQueuePolicy", action: "sqs:SendMessage" }],
    async run(signal) {
      const key = `lost-${randomUUID()}.csv`;
      await service.upload(key, "City,State\n");
      const url = service.outputs["DeadLetters"] ?? "";
      await untilMessage({ endpoint: cloud.endpoint, url }, [key], signal);
    },
  },
  ...apiScenarios(() => service),
];

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const { endpoint } = cloud;
  const stack = await deployStack(endpoint, "address-validator", "rights");
  prover = await openProver({ endpoint, stack, scenarios, adapt });
  service = openService(endpoint, await stack.outputs());
}, OPEN_LIMIT_MS);

afterAll(() => cloud?.stop());

/** Quicker at running out of time, and slower at trying again. */
function adapt(template: CompiledTemplate): CompiledTemplate {
  return mapResources(template, (id, resource) => {
    if (id === "ProcessLambdaFunction") return withProperties(resource, { Timeout: 9 });
    const isRead =
      resource.Type === "AWS::SQS::Queue" && "VisibilityTimeout" in resource.Properties;
    return isRead ? withProperties(resource, { VisibilityTimeout: HIDDEN_SECONDS }) : resource;
  });
}

describe("with all its rights the service is refused nothing when", () => {
  test.each(scenarios)("$name", async (scenario) => {
    expect(await prover.rehearse(scenario)).toEqual([]);
  });
});

describe("without any one of its rights a call is refused, by its name and resource, to", () => {
  const holders = [...new Set(scenarios.flatMap(({ covers }) => covers))];
  test.each(holders)("%s", { timeout: PROVE_LIMIT_MS }, async (holder) => {
    const wanted = prover.grants.filter(
      (grant) => grant.holder === holder && reasonUnexercised(grant) === undefined,
    );
    expect(wanted).not.toEqual([]);
    const verdicts: Verdict[] = [];
    for (const grant of wanted) verdicts.push(await prover.prove(grant));
    const unneeded = verdicts.filter(({ refusal }) => refusal === undefined);
    expect(unneeded.map(({ grant }) => grant)).toEqual([]);
  });
});
