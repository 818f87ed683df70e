import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";
import { readZip, runZip } from "../../../scripts/serverless/runtime-client/run-zip.ts";

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

const ENVIRONMENT = { ORDERS_TABLE: "orders", REMOVED_ORDERS_TABLE: "removed" };
const CALL = {
  OrderId: "order-1",
  Order: { ItemId: "ITEM001", CustomerId: "ABC/002", MessageId: "", FailAtStage: "PlaceOrder" },
};

let service: ServiceCopy;
let template: Template;

beforeAll(async () => {
  service = await copyService("order-saga");
  await service.sls(["package"], 60_000); // without credentials, home or network
  const file = join(service.folder, ".serverless/cloudformation-template-update-stack.json");
  template = JSON.parse(await readFile(file, "utf8")) as Template;
});
afterAll(() => service.remove());

function ofType(type: string): [string, Resource["Properties"]][] {
  const found = Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
  return found.map(([logicalId, { Properties }]) => [logicalId, Properties]);
}

/** The tables that a function's role reaches. */
function tablesOf(role: string): string[] {
  const policies = JSON.stringify(template.Resources[role]?.Properties["Policies"]);
  return [...new Set(policies.match(/\w+Table(?=",)/gu))].sort();
}

function run(event: unknown) {
  const zip = join(service.folder, ".serverless/placeOrder.zip");
  const handler = "src/functions/place-order.handler";
  return runZip({ zip, handler, environment: ENVIRONMENT, event });
}

describe("a function of the package", () => {
  test("is the handler, what makes it an ES module, and nothing else", async () => {
    const files = await readZip(join(service.folder, ".serverless/placeOrder.zip"));
    expect([...files.keys()].sort()).toEqual(["src/functions/place-order.js", "src/package.json"]);
  });

  test("answers with the order's state", async () => {
    const { kind, body } = await run(CALL);
    expect(kind).toBe("response");
    expect(JSON.parse(body)).toEqual({ ...CALL.Order, Status: "ERROR", Reason: "FaultInjected" });
  });

  test.each([
    ["nothing", null],
    ["a stage that nobody knows", { ...CALL, Order: { ...CALL.Order, FailAtStage: "2" } }],
    ["no stage", { ...CALL, Order: { ...CALL.Order, FailAtStage: undefined } }],
  ])("refuses %s by name", async (_what, event) => {
    const { kind, body } = await run(event);
    expect(kind).toBe("error");
    expect(JSON.parse(body)).toMatchObject({ errorType: "InvalidTaskInput" });
  });
});

describe("the template", () => {
  test("lets every participant at its own tables only", () => {
    const orders = ["OrdersTable", "RemovedOrdersTable"];
    const inventory = ["InventoryTable", "ReservationsTable"];
    expect(tablesOf("PlaceOrderRole")).toEqual(orders);
    expect(tablesOf("RemoveOrderRole")).toEqual(orders);
    expect(tablesOf("UpdateInventoryRole")).toEqual(inventory);
    expect(tablesOf("RevertInventoryRole")).toEqual(inventory);
    expect(tablesOf("MakePaymentRole")).toEqual(["PaymentsTable"]);
    expect(tablesOf("RevertPaymentRole")).toEqual(["PaymentsTable"]);
  });

  test("takes no injected faults unless a stage says so", () => {
    const schema = template.Resources["OrderModel"]?.Properties["Schema"];
    expect(schema).toMatchObject({
      required: ["ItemId", "CustomerId", "MessageId", "FailAtStage"],
      additionalProperties: false,
      properties: { FailAtStage: { enum: ["None"] } },
    });
  });

  test("never answers 2xx for what is not an answer of 200 behind it", () => {
    for (const [, method] of ofType("AWS::ApiGateway::Method")) {
      expect(method).toMatchObject({ AuthorizationType: "AWS_IAM" });
      const { IntegrationResponses: responses } = method["Integration"] as {
        IntegrationResponses: { StatusCode: number; SelectionPattern?: string }[];
      };
      for (const { StatusCode, SelectionPattern } of responses) {
        expect(StatusCode < 300).toBe(SelectionPattern === "200");
      }
    }
  });

  test("keeps the stores, recoverable", () => {
    const tables = ofType("AWS::DynamoDB::Table");
    expect(tables).toHaveLength(5);
    for (const [id, table] of tables) {
      expect(template.Resources[id]?.DeletionPolicy).toBe("Retain");
      expect(table).toMatchObject({
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
    }
  });

  test("gives a state more time than its function", () => {
    const definition = JSON.stringify(template.Resources["OrderStateMachine"]?.Properties);
    const limits = [...definition.matchAll(/TimeoutSeconds\\?":\s*(\d+)/gu)].map(([, n]) =>
      Number(n),
    );
    expect(limits).toHaveLength(7);
    for (const [, { Timeout }] of ofType("AWS::Lambda::Function")) {
      expect(Math.min(...limits)).toBeGreaterThan(Number(Timeout));
    }
  });

  test("says what callers rely on", () => {
    expect(Object.keys(template.Outputs)).toEqual(
      expect.arrayContaining(["ApiUrl", "OrdersTable", "InventoryTable", "StateMachine"]),
    );
  });
});
