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
      in: z.enum(["path", "query"]),
      required: z.boolean(),
      schema: JsonSchema,
    }),
  ),
  requestBody: z.strictObject({ required: z.literal(true), content: Content }).optional(),
  responses: z.record(
    z.string().regex(/^[2-5]\d\d$/u),
    z.strictObject({ description: z.string().min(1), content: Content.optional() }),
  ),
});
const Document = z.strictObject({
  openapi: z.string().startsWith("3.1."),
  info: z.strictObject({ title: z.string(), version: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  paths: z.record(
    z.string().startsWith("/"),
    z.record(z.string().regex(/^(?:get|post|delete)$/u), Operation),
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
    const { parameters } = operation("get", "/jobs");
    const limit = parameters.find(({ name }) => name === "limit");
    expect(limit).toMatchObject({ required: false, schema: { type: "string" } });
  });

  test("says the limits of an upload", () => {
    const { requestBody } = operation("post", "/uploads");
    expect(requestBody?.content["application/json"]?.schema).toMatchObject({
      required: ["name", "contentType", "sizeBytes"],
      properties: {
        contentType: { const: "text/csv" },
        sizeBytes: { type: "integer", maximum: 5_368_709_120 },
      },
    });
  });

  test("says that bearers of a link see what callers see, or are refused", () => {
    for (const path of [
      "/jobs",
      ...["", "/result", "/errors", "/points"].map((of) => `/jobs/{id}${of}`),
    ]) {
      const { responses } = operation("get", `/page${path}`);
      expect(responses["200"]).toEqual(operation("get", path).responses["200"]);
      expect(Object.keys(responses)).toContain("401");
    }
  });

  test("refers to nothing that is not in it", () => {
    const references = JSON.stringify(made).matchAll(/"\$ref":"([^"]+)"/gu);
    const { components } = made as { components: { schemas: Record<string, unknown> } };
    const known = Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`);
    for (const [, reference] of references) expect(known).toContain(reference);
  });
});
