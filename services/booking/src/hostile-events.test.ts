import type { HttpResponse } from "@blueprints/lambda-kit/http";
import { logger } from "@blueprints/lambda-kit/observe";
import fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";

logger.setLogLevel("SILENT");

const HANDLERS = ["confirm-booking", "cancel-booking", "get-booking", "list-bookings"] as const;
const CONTEXT = { awsRequestId: "r-1", getRemainingTimeInMillis: () => 1000 };

type Handler = (event: unknown, context: unknown) => Promise<HttpResponse>;

beforeAll(() => {
  const names = ["BOOKING_TABLE", "IDEMPOTENCY_TABLE", "METRICS_NAMESPACE"];
  for (const name of names) vi.stubEnv(name, "nothing");
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "test");
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "true");
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
});

const hostileText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.json(),
  fc.constantFrom('{"__proto__":{"a":1}}', "[".repeat(10_000), '{"bookingId":"\\ud800"}', "null"),
);
const hostileRequest = fc.record({
  version: fc.constant("2.0"),
  // As the authorizer lets somebody in; by chance a hostile text is another customer's id.
  requestContext: fc.constant({ authorizer: { jwt: { claims: { sub: "somebody-else" } } } }),
  rawQueryString: hostileText,
  headers: fc.dictionary(fc.string(), fc.string()),
  pathParameters: fc.dictionary(
    fc.constantFrom("bookingId", "customerId", "__proto__"),
    hostileText,
  ),
  body: hostileText,
  isBase64Encoded: fc.boolean(),
});

describe.each(HANDLERS)("%s", (name) => {
  test("refuses whatever is no request of its own, and says nothing of itself", async () => {
    const { handler } = (await import(`./functions/${name}.ts`)) as { handler: Handler };
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), hostileRequest), async (event) => {
        const { statusCode, body } = await handler(event, CONTEXT);
        expect([400, 404, 413, 415]).toContain(statusCode);
        expect(body).not.toMatch(/\bat .+:\d+/u);
      }),
      { numRuns: 300 },
    );
    expect(Object.prototype).not.toHaveProperty("a");
  });
});
