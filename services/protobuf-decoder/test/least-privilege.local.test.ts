import { InvokeCommand } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompiledTemplate } from "../../../scripts/permissions/compiled-template.ts";
import { deployStack } from "../../../scripts/permissions/deployed-stack.ts";
import { giveUpAtOnce } from "../../../scripts/permissions/give-up-at-once.ts";
import { describeGrant, type Grant } from "../../../scripts/permissions/grants.ts";
import { openProver, type Prover, type Verdict } from "../../../scripts/permissions/prover.ts";
import type { Scenario } from "../../../scripts/permissions/scenario.ts";
import { reasonUnexercised } from "../../../scripts/permissions/unexercised.ts";
import { until, untilMessage } from "../../../scripts/permissions/waiting.ts";
import { encodeDemo } from "../samples/demo-message.ts";
import { aRun, NOON } from "./builders.ts";
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
    name: "what an earlier try has written is written over",
    covers: [ROLE],
    async run() {
      const { event, key } = aLoneRecord();
      const s3 = cloud.client(S3Client, { forcePathStyle: true } as object);
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: "half" }));
      const { lambda, functionName: FunctionName } = service.redrive;
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: event }));
      expect(answer.FunctionError).toBeUndefined();
      expect((await service.stored()).messages.get(key)).toEqual(['{"id":0}']);
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

/** The event of a record that nobody has seen before, and the key that its message gets. */
function aLoneRecord(): { readonly event: Buffer; readonly key: string } {
  const sequenceNumber = BigInt(`0x${randomUUID().replaceAll("-", "")}`).toString();
  const kinesis = {
    partitionKey: "p",
    sequenceNumber,
    data: Buffer.from(encodeDemo({ id: 0 })).toString("base64"),
    approximateArrivalTimestamp: NOON / 1000,
  };
  const record = {
    eventSource: "aws:kinesis",
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventSourceARN: "arn:aws:kinesis:eu-west-1:000000000000:stream/sample",
    kinesis,
  };
  return {
    event: Buffer.from(JSON.stringify({ Records: [record] })),
    key: `demo/dt=2026-01-15/hh=12/shardId-000000000000-${sequenceNumber}.ndjson`,
  };
}

let cloud: TestCloud;
let bucket: string | undefined;
let prover: Prover;
let service: Service;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const { endpoint } = cloud;
  const stack = await deployStack(endpoint, "protobuf-decoder", "test");
  prover = await openProver({ endpoint, stack, scenarios, adapt });
  const outputs = await stack.outputs();
  bucket = outputs["DestinationBucket"];
  service = openService(endpoint, outputs);
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
