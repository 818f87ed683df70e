import { UnavailableError } from "@blueprints/lambda-kit/errors";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { customerApi } from "../src/adapters/customer-api.ts";
import type { Patience } from "../src/adapters/patience.ts";
import type { CustomerService } from "../src/app/ports.ts";
import { startCustomerApi, type FakeCustomerApi } from "./fake-providers/customer-api.ts";

const PATIENCE: Patience = { timeoutMs: 150, retries: 2, failuresToOpen: 6, openMs: 300 };
const TRIES = 3;

let api: FakeCustomerApi;
beforeEach(async () => {
  api = await startCustomerApi();
});
afterEach(() => api.stop());

/** The customers of the API, asked with keys that a secret store answers in turn. */
function aCustomerService(patience = PATIENCE, ...keys: string[]): CustomerService {
  let at = 0;
  return customerApi(
    {
      endpoint: async () => ({ CustomerApiEndpoint: `${api.endpoint}/` }),
      apiKey: async ({ fresh = false } = {}) => {
        if (fresh) at += 1;
        return { apiKey: keys[at] ?? "key-1" };
      },
    },
    patience,
  );
}

const UNAVAILABLE = expect.objectContaining({ kind: "unavailable", code: "CustomersUnavailable" });

describe("the customer service", () => {
  test("tells who is a customer, of the very customer that was asked for", async () => {
    const customers = aCustomerService();
    expect(await customers.customerExists("auth0|ada")).toBe(true);
    expect(await customers.customerExists("nobody-1")).toBe(false);
    expect(api.asked).toEqual(["auth0|ada", "nobody-1"]);
  });

  test.each([500, 503, 429])("asks again after a %s", async (status) => {
    api.next.push(status, status);
    expect(await aCustomerService().customerExists("ada")).toBe(true);
    expect(api.asked).toHaveLength(TRIES);
  });

  test("asks again when an answer does not come in time", async () => {
    api.next.push(undefined);
    const startedAt = performance.now();
    expect(await aCustomerService().customerExists("ada")).toBe(true);
    expect(performance.now() - startedAt).toBeGreaterThan(PATIENCE.timeoutMs - 5);
  });

  test("does not take an outage for an answer", async () => {
    api.always = 500;
    await expect(aCustomerService().customerExists("ada")).rejects.toEqual(UNAVAILABLE);
    expect(api.asked).toHaveLength(TRIES);
  });

  test("leaves the API alone after failures in a row, and says for how long", async () => {
    const customers = aCustomerService();
    api.always = 503;
    await expect(customers.customerExists("ada")).rejects.toEqual(UNAVAILABLE);
    await expect(customers.customerExists("ada")).rejects.toEqual(UNAVAILABLE);
    expect(api.asked).toHaveLength(PATIENCE.failuresToOpen);
    const refused: unknown = await customers.customerExists("ada").catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "CustomersUnavailable", retryAfterSeconds: 1 });
    expect(api.asked).toHaveLength(PATIENCE.failuresToOpen);
  });

  test("asks again after a while, and goes on when the API is back", async () => {
    const customers = aCustomerService({ ...PATIENCE, failuresToOpen: 3, openMs: 20 });
    api.always = 503;
    await expect(customers.customerExists("ada")).rejects.toEqual(UNAVAILABLE);
    api.always = "the truth";
    await expect.poll(() => customers.customerExists("ada").catch(() => undefined)).toBe(true);
  });

  test("reads a refused key afresh, once", async () => {
    api.keys.add("key-2");
    expect(await aCustomerService(PATIENCE, "key-1", "key-2").customerExists("ada")).toBe(true);
    expect(api.asked).toHaveLength(2);
    api.keys.clear();
    api.keys.add("key-3");
    const customers = aCustomerService(PATIENCE, "key-1", "key-2");
    await expect(customers.customerExists("ada")).rejects.toEqual(UNAVAILABLE);
    expect(api.asked).toHaveLength(4);
  });

  test("does not open the circuit for a refused key", async () => {
    api.keys.add("right");
    const customers = aCustomerService();
    for (let call = 0; call < PATIENCE.failuresToOpen; call += 1) {
      await expect(customers.customerExists("ada")).rejects.toEqual(UNAVAILABLE);
    }
    api.keys.clear();
    expect(await customers.customerExists("ada")).toBe(true);
  });

  test("says which store is down when it cannot read its configuration", async () => {
    const down = new UnavailableError("SecretUnavailable", "down");
    const customers = customerApi({
      endpoint: async () => ({ CustomerApiEndpoint: api.endpoint }),
      apiKey: () => Promise.reject(down),
    });
    await expect(customers.customerExists("ada")).rejects.toBe(down);
    expect(api.asked).toEqual([]);
  });

  test("follows no redirect", async () => {
    api.next.push(302, 302, 302);
    await expect(aCustomerService().customerExists("ada")).rejects.toEqual(UNAVAILABLE);
  });
});
