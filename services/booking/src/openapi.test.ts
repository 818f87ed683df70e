import { describe, expect, test } from "vitest";
import * as z from "zod";
import { openapi, ROUTES } from "./openapi.ts";

const JsonSchema = z.record(z.string(), z.unknown());
const Content = z.record(z.string().regex(/^[\w./+-]+$/u), z.object({ schema: JsonSchema }));
const Operation = z.strictObject({
  summary: z.string().min(1),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      in: z.enum(["path", "query", "header"]),
      required: z.boolean(),
      schema: JsonSchema,
    }),
  ),
  requestBody: z.strictObject({ required: z.literal(true), content: Content }).optional(),
  responses: z.record(
    z.string().regex(/^[2-5]\d\d$/u),
    z.strictObject({
      description: z.string().min(1),
      headers: z
        .record(z.string(), z.strictObject({ description: z.string(), schema: JsonSchema }))
        .optional(),
      content: Content,
    }),
  ),
});
const Document = z.strictObject({
  openapi: z.string().startsWith("3.1."),
  info: z.strictObject({ title: z.string(), version: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  paths: z.record(
    z.string().startsWith("/"),
    z.record(z.string().regex(/^(?:get|post|put)$/u), Operation),
  ),
  components: z.strictObject({ schemas: z.record(z.string(), JsonSchema) }),
});

const made: unknown = JSON.parse(JSON.stringify(openapi("https://api.example.com")));

function operation(method: string, path: string) {
  const { paths } = made as { paths: Record<string, Record<string, unknown>> };
  return Operation.parse(paths[path]?.[method]);
}

describe("the OpenAPI document", () => {
  test("has the shape of OpenAPI 3.1", () => {
    expect(Document.safeParse(made).error).toBeUndefined();
  });

  test.each(Object.keys(ROUTES))("says every parameter in the path of %s", (key) => {
    const [method = "", path = ""] = key.split(" ");
    const named = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
    const { parameters } = operation(method.toLowerCase(), path);
    const inPath = parameters.filter((parameter) => parameter.in === "path");
    expect(inPath.map(({ name }) => name)).toEqual(named);
    expect(inPath.every(({ required }) => required)).toBe(true);
  });

  test("says what a caller sends, not what is made of it", () => {
    const { parameters } = operation("get", "/customer/{customerId}");
    const limit = parameters.find(({ name }) => name === "limit");
    expect(limit).toMatchObject({ required: false, schema: { type: "string" } });
  });

  test("asks for an idempotency key wherever something is written", () => {
    for (const key of Object.keys(ROUTES)) {
      const [method = "", path = ""] = key.split(" ");
      const inHeader = operation(method.toLowerCase(), path).parameters.filter(
        (parameter) => parameter.in === "header",
      );
      const names = inHeader.map(({ name, required }) => [name, required]);
      expect([key, names]).toEqual([key, method === "GET" ? [] : [["idempotency-key", true]]]);
    }
  });

  test("says what a cancellation takes, in one casing", () => {
    const { requestBody } = operation("put", "/booking/cancel");
    expect(requestBody?.content["application/json"]?.schema).toMatchObject({
      required: ["bookingId", "reason"],
      additionalProperties: false,
    });
  });

  test("refers to nothing that is not in it", () => {
    const references = JSON.stringify(made).matchAll(/"\$ref":"([^"]+)"/gu);
    const { components } = made as { components: { schemas: Record<string, unknown> } };
    const known = Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`);
    for (const [, reference] of references) expect(known).toContain(reference);
  });
});
