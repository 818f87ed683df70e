import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
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
import { clientSettings } from "../../../scripts/soak/deploy.ts";
import { orderApi, type OrderApi } from "../tools/order-api.ts";
import { readOutputs, type Outputs } from "../tools/stack-outputs.ts";
import { seedStock } from "../tools/seed-stock.ts";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { aRequest } from "./world.ts";

const PROVE_LIMIT_MS = 120_000;
const MACHINE = "OrderStateMachineRole";
const COMPENSATING = ["RevertPaymentRole", "RevertInventoryRole", "RemoveOrderRole"];

let cloud: TestCloud;
let outputs: Outputs;
let api: OrderApi;
let prover: Prover;

/** Places an order and waits for how it ends. */
async function order(FailAtStage: string, wanted: string, signal: AbortSignal): Promise<void> {
  const { orderId } = await api.place(aRequest({ FailAtStage }));
  await until(`${wanted} of ${orderId}`, signal, async () => {
    const { status, reason } = await api.get(orderId);
    return (reason ?? status) === wanted ? true : undefined;
  });
}

const scenarios: readonly Scenario[] = [
  {
    name: "an order comes about",
    covers: [MACHINE, "PlaceOrdersRole", "ReadOrdersRole", "PlaceOrderRole"],
    run: (signal) => order("None", "Completed", signal),
  },
  {
    name: "an order is undone after its payment",
    covers: [MACHINE, "UpdateInventoryRole", "MakePaymentRole", ...COMPENSATING],
    run: (signal) => order("MakePayment", "FaultInjected", signal),
  },
  {
    name: "an order that cannot be undone is parked",
    covers: [MACHINE],
    lacking: [{ holder: "RevertInventoryRole", action: "dynamodb:GetItem" }],
    async run(signal) {
      await api.place(aRequest({ FailAtStage: "MakePayment" }));
      const queue = { endpoint: cloud.endpoint, url: outputs.DeadLetters };
      await untilMessage(queue, ["OrderId", "FaultInjected"], signal);
    },
  },
];

/** Steps that fail are not tried again: retries prove nothing about rights. */
function withoutRetries(template: CompiledTemplate): CompiledTemplate {
  return mapResources(template, (_id, resource) => {
    if (resource.Type !== "AWS::StepFunctions::StateMachine") return resource;
    const definition = JSON.stringify(resource.Properties["DefinitionString"]);
    const once = definition.replaceAll(/(\\?"MaxAttempts\\?":\s*)\d+/gu, "$10");
    return withProperties(resource, { DefinitionString: JSON.parse(once) as unknown });
  });
}

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const { endpoint } = cloud;
  const stack = await deployStack(endpoint, "order-saga", "test");
  prover = await openProver({ endpoint, stack, scenarios, adapt: withoutRetries });
  outputs = readOutputs(await stack.outputs());
  const settings = clientSettings(endpoint);
  api = orderApi(outputs.ApiUrl, settings.region, settings.credentials);
  await seedStock(new DynamoDBClient(settings), outputs.InventoryTable);
}, 180_000);

afterAll(() => cloud?.stop());

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
