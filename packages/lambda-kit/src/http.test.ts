import middy from "@middy/core";
import type { Context } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import {
  ConflictError,
  ForbiddenError,
  InvalidError,
  NotFoundError,
  UnauthorizedError,
  UnavailableError,
} from "./errors.ts";
import {
  httpErrors,
  httpInput,
  httpOutput,
  httpStatus,
  type HttpResponse,
  type Problem,
} from "./http.ts";
import { logger } from "./logger.ts";

logger.setLogLevel("SILENT");

const CONTEXT = { awsRequestId: "request-1" } as Context;

const Path = z.object({ parcelId: z.string() });
const Query = z.object({
  limit: z.coerce.number().int().default(10),
  tag: z.array(z.string()).optional(),
});
const Headers = z.object({ "x-caller": z.string().optional() });
const Body = z.strictObject({
  status: z.enum(["accepted", "delivered"]),
  note: z.string().max(5).optional(),
});

function aRequest(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: "2.0",
    rawQueryString: "limit=5&tag=a,b&tag=c",
    headers: { "content-type": "application/json", "x-caller": "ada" },
    pathParameters: { parcelId: "P-1" },
    body: '{"status":"accepted"}',
    isBase64Encoded: false,
    ...over,
  };
}

const echo = middy()
  .use(httpErrors())
  .use(httpOutput(z.unknown()))
  .use(httpInput({ path: Path, query: Query, headers: Headers, body: Body }))
  .handler(({ path, query, headers, body }) => ({ path, query, headers, body }));

async function answer(
  event: unknown,
): Promise<{ status: number; body: unknown; type: string | undefined }> {
  const { statusCode, headers, body } = (await echo(event as never, CONTEXT)) as HttpResponse;
  return { status: statusCode, body: JSON.parse(body), type: headers["content-type"] };
}

describe("httpInput", () => {
  test("hands the handler each part as its schema has it", async () => {
    middy()
      .use(httpInput({ path: Path, query: Query, body: Body }))
      .handler(({ path, query, body, rawEvent }) => {
        expectTypeOf(path).toEqualTypeOf<{ parcelId: string }>();
        expectTypeOf(query).toEqualTypeOf<{ limit: number; tag?: string[] | undefined }>();
        expectTypeOf(body).toEqualTypeOf<z.infer<typeof Body>>();
        expectTypeOf(rawEvent).toBeUnknown();
      });
    expect(await answer(aRequest())).toEqual({
      status: 200,
      type: "application/json",
      body: {
        path: { parcelId: "P-1" },
        query: { limit: 5, tag: ["a,b", "c"] },
        headers: { "x-caller": "ada" },
        body: { status: "accepted" },
      },
    });
  });

  test("gives no part that has no schema", () => {
    middy()
      .use(httpInput({ path: mini.object({ id: mini.string() }) }))
      .handler((input) => {
        expectTypeOf(input.path).toEqualTypeOf<{ id: string }>();
        expectTypeOf(input).not.toHaveProperty("body");
      });
  });

  test("reads a REST API's event alike", async () => {
    const event = aRequest({
      version: undefined,
      httpMethod: "POST",
      headers: { "Content-Type": "application/json", "X-Caller": "ada" },
      multiValueQueryStringParameters: { limit: ["5"], tag: ["a,b", "c"] },
    });
    expect(await answer(event)).toEqual(await answer(aRequest()));
  });

  test("reads a body in base64", async () => {
    const body = Buffer.from('{"status":"delivered"}').toString("base64");
    const result = await answer(aRequest({ body, isBase64Encoded: true }));
    expect(result).toMatchObject({ status: 200, body: { body: { status: "delivered" } } });
  });

  test("names every field that does not fit, and no value", async () => {
    const event = aRequest({
      pathParameters: null,
      rawQueryString: "limit=many",
      body: '{"status":"hunter2","note":"hunter2","extra":1}',
    });
    const { status, type, body } = await answer(event);
    expect({ status, type }).toEqual({ status: 400, type: "application/problem+json" });
    const problem = body as Problem;
    expect(problem).toMatchObject({ code: "InvalidRequest", requestId: "request-1" });
    expect(problem.issues?.map(({ path }) => path)).toEqual([
      "path.parcelId",
      "query.limit",
      "body.status",
      "body.note",
      "body",
    ]);
    expect(JSON.stringify(body)).not.toContain("hunter2");
  });

  test("lets the schema decide whether a body must be there", async () => {
    expect(await answer(aRequest({ body: undefined }))).toMatchObject({
      status: 400,
      body: { issues: [{ path: "body" }] },
    });
  });

  test.each([
    { over: { body: "{" }, status: 400, code: "InvalidBody" },
    { over: { body: " ".repeat(1_000_001) }, status: 413, code: "RequestTooLarge" },
    {
      over: { headers: { "content-type": "text/xml" } },
      status: 415,
      code: "UnsupportedMediaType",
    },
  ])("answers $status $code", async ({ over, status, code }) => {
    expect(await answer(aRequest(over))).toMatchObject({ status, body: { code } });
  });

  test("answers every other event with a typed 400", async () => {
    const others = fc.oneof(
      fc.anything(),
      fc.constantFrom(
        null,
        {},
        [],
        "",
        { Records: [] },
        { version: "2.0", headers: 1 },
        { detail: {} },
      ),
      fc.record({ version: fc.constant("2.0"), body: fc.anything(), headers: fc.anything() }),
    );
    await fc.assert(
      fc.asyncProperty(others, async (event) => {
        const { status, body } = await answer(event);
        expect([400, 415]).toContain(status);
        expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:\d/u);
      }),
      { numRuns: 1000 },
    );
  });

  test("reads a query of very many names at once, in time that grows as it does", async () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `k${index}=1`);
    const event = aRequest({ rawQueryString: ["tag=a", "limit=1", ...names, "tag=b"].join("&") });
    const startedAt = performance.now();
    expect(await answer(event)).toMatchObject({
      status: 200,
      body: { query: { tag: ["a", "b"] } },
    });
    expect(performance.now() - startedAt).toBeLessThan(5000); // ms; a look at every pair for every name takes 40 s
  });

  test("keeps a query or header called __proto__ a mere name", async () => {
    const event = aRequest({
      rawQueryString: "__proto__=x&limit=1",
      headers: JSON.parse('{"__proto__":"x"}'),
    });
    expect(await answer(event)).toMatchObject({ status: 200, body: { query: { limit: 1 } } });
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});

async function refusal(error: unknown): Promise<{ status: number; body: Problem }> {
  const handler = middy()
    .use(httpErrors())
    .handler(() => {
      throw error;
    });
  const { statusCode, body } = (await handler({}, CONTEXT)) as HttpResponse;
  return { status: statusCode, body: JSON.parse(body) as Problem };
}

async function headersOf(error: Error): Promise<HttpResponse["headers"]> {
  const handler = middy()
    .use(httpErrors())
    .handler(() => {
      throw error;
    });
  return ((await handler({}, CONTEXT)) as HttpResponse).headers;
}

describe("httpErrors", () => {
  test.each([
    { error: new InvalidError("BadParcel", "bad"), status: 400 },
    { error: new UnauthorizedError("NoToken", "who"), status: 401 },
    { error: new ForbiddenError("NotYours", "no"), status: 403 },
    { error: new NotFoundError("NoParcel", "none"), status: 404 },
    { error: new ConflictError("TooLate", "late"), status: 409 },
    { error: new UnavailableError("StoreDown", "down"), status: 503 },
  ])("answers $status for $error", async ({ error, status }) => {
    const { code, message } = error;
    expect(await refusal(error)).toEqual({
      status,
      body: { code, message, requestId: "request-1" },
    });
    expect(httpStatus(error)).toBe(status);
  });

  test("tells nothing of a defect", async () => {
    expect(await refusal(new Error("table prod-parcels at 10.0.0.3"))).toEqual({
      status: 500,
      body: { code: "InternalError", message: "something went wrong", requestId: "request-1" },
    });
  });

  test("says when to come again, if the error does", async () => {
    const busy = new ConflictError("Busy", "in progress", { retryAfterSeconds: 3 });
    expect(await headersOf(busy)).toMatchObject({ "retry-after": "3" });
    expect(await headersOf(new ConflictError("Busy", "x"))).not.toHaveProperty("retry-after");
    const defect = Object.assign(new Error("x"), { retryAfterSeconds: 3 });
    expect(await headersOf(defect)).not.toHaveProperty("retry-after");
  });

  test("takes no number from a defect that borrows a code", () => {
    expect(httpStatus(Object.assign(new Error("x"), { name: "RequestTooLarge" }))).toBe(500);
  });
});

describe("httpOutput", () => {
  const View = z.strictObject({ id: z.string() });

  async function respond(result: unknown, status?: number): Promise<HttpResponse> {
    const handler = middy()
      .use(httpErrors())
      .use(httpOutput(View, status))
      .handler(() => result);
    return (await handler({}, CONTEXT)) as HttpResponse;
  }

  test("answers what the schema has, with the status", async () => {
    expect(await respond({ id: "P-1" }, 201)).toMatchObject({
      statusCode: 201,
      body: '{"id":"P-1"}',
    });
  });

  test("answers 500 rather than a result that does not fit", async () => {
    const response = await respond({ id: "P-1", secret: "s" });
    expect(response).toMatchObject({ statusCode: 500 });
    expect(response.body).not.toContain("secret");
  });
});
