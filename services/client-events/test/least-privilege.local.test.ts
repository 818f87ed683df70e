import { FirehoseClient, PutRecordCommand } from "@aws-sdk/client-firehose";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompiledTemplate } from "../../../scripts/permissions/compiled-template.ts";
import { deployStack } from "../../../scripts/permissions/deployed-stack.ts";
import { describeGrant, type Grant } from "../../../scripts/permissions/grants.ts";
import { openProver, type Prover, type Verdict } from "../../../scripts/permissions/prover.ts";
import type { Scenario } from "../../../scripts/permissions/scenario.ts";
import { reasonUnexercised } from "../../../scripts/permissions/unexercised.ts";
import { until, untilMessage } from "../../../scripts/permissions/waiting.ts";
import { readOutputs } from "../tools/stack-outputs.ts";
import { worldOf, type World } from "./world.ts";

const PROVE_LIMIT_MS = 120_000;
const SUPERFLUOUS = "s3:DeleteObject";

/** Rights that the log of calls cannot show the want of, and where it is seen instead. */
const SEEN_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  [
    "OpenTicketRole events:InvokeApiDestination",
    "calling a destination is no API call: pipeline.local.test.ts takes the right away, and finds dead letters",
  ],
  [
    "ApiLogRole sts:AssumeRole",
    "API Gateway writes its own logs here without the account's role, which is AWS's own arrangement",
  ],
]);

function reasonUnproved(grant: Grant): string | undefined {
  return SEEN_ELSEWHERE.get(`${grant.holder} ${grant.action}`) ?? reasonUnexercised(grant);
}

const LOYALTY = { eventType: "loyaltypurchase", schemaVersion: 2, data: { itemSku: 7 } };

const scenarios: readonly Scenario[] = [
  {
    name: "somebody signs up, signs in and makes a loyalty purchase",
    covers: [
      "AssignClientIdRole",
      "AssignClientIdPolicy",
      "AssignClientIdPermission",
      "AddClientIdClaimRole",
      "AddClientIdClaimPermission",
      "AuthorizeClientRole",
      "ClientAuthorizerPermission",
      "PublishRole",
      "StoreEventsRole",
      "DeliveryRole",
      "TransformEventsRole",
      "OpenTicketRole",
    ],
    async run(signal) {
      const mark = randomUUID();
      const before = world.tickets().length;
      const { status } = await world.send(await world.newToken(), [{ ...LOYALTY, mark }]);
      expect(status).toBe(200);
      await until("the event", signal, async () => isStored(mark));
      await until("the ticket", signal, async () => world.tickets().length > before || undefined);
    },
  },
  {
    name: "somebody signs in whose sign-up broke off",
    covers: ["AddClientIdClaimPolicy"],
    lacking: [{ holder: "AssignClientIdPermission", action: "lambda:InvokeFunction" }],
    async run() {
      await world.signUpHalf();
    },
  },
  {
    name: "an event that cannot be stored goes to the dead letters",
    covers: ["FailedDeliveriesPolicy"],
    lacking: [{ holder: "StoreEventsRole", action: "firehose:PutRecord" }],
    run: (signal) => sendInVain(world.outputs.FailedDeliveries, signal),
  },
  {
    name: "a ticket that cannot be opened goes to the dead letters",
    covers: ["FailedTicketsPolicy"],
    lacking: [{ holder: "OpenTicketRole", action: "events:InvokeApiDestination" }],
    run: (signal) => sendInVain(world.outputs.FailedTickets, signal),
  },
  {
    name: "a transformer that may not be asked is told of in the log",
    covers: ["DeliveryRole"],
    lacking: [{ holder: "DeliveryRole", action: "lambda:InvokeFunction" }],
    async run(signal) {
      const mark = randomUUID();
      const firehose = cloud.client(FirehoseClient);
      const Record = { Data: Buffer.from(JSON.stringify({ mark })) };
      const DeliveryStreamName = world.outputs.EventsStream;
      await firehose.send(new PutRecordCommand({ DeliveryStreamName, Record }));
      const raw = Record.Data.toString("base64");
      await until("the record among the errors", signal, async () => isStored(raw));
    },
  },
];

let cloud: TestCloud;
let prover: Prover;
let world: World;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const { endpoint } = cloud;
  const stack = await deployStack(endpoint, "client-events", "test");
  prover = await openProver({ endpoint, stack, scenarios, adapt: withSuperfluousRight });
  world = worldOf(cloud, readOutputs(await stack.outputs()));
}, 120_000);

afterAll(() => cloud?.stop());

async function isStored(text: string): Promise<true | undefined> {
  const store = await world.stored();
  return [...store.values()].flat().some((line) => line.includes(text)) || undefined;
}

async function sendInVain(url: string, signal: AbortSignal): Promise<void> {
  const mark = randomUUID();
  await world.send(await world.newToken(), [{ ...LOYALTY, mark }]);
  await untilMessage({ endpoint: cloud.endpoint, url }, [mark], signal);
}

/** Gives a role something that it never does: to see that this is found. */
function withSuperfluousRight(template: CompiledTemplate): CompiledTemplate {
  const copy = structuredClone(template);
  const policies = copy.Resources["TransformEventsRole"]?.Properties["Policies"] as {
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
  const holders = [...new Set(scenarios.flatMap(({ covers }) => covers))];
  test.each(holders)("%s", { timeout: PROVE_LIMIT_MS }, async (holder) => {
    const wanted = prover.grants.filter(
      (grant) =>
        grant.holder === holder && !isSuperfluous(grant) && reasonUnproved(grant) === undefined,
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

test("every other right has a reason why none can need it here", () => {
  const holders = new Set(scenarios.flatMap(({ covers }) => covers));
  const unproved = prover.grants.filter(
    (grant) => !holders.has(grant.holder) && reasonUnproved(grant) === undefined,
  );
  expect(unproved.map(describeGrant)).toEqual([]);
});
