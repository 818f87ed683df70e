import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { openapiDocument, type Route } from "./openapi.ts";

function responsesOf(route: Partial<Route>): Readonly<Record<string, unknown>> {
  const routes = {
    "GET /parcels": { summary: "s", answer: { status: 200 }, refusals: [], ...route },
  };
  const { paths } = openapiDocument({ title: "Parcels", server: "https://a.example", routes });
  const { responses } = paths["/parcels"]!["get"] as {
    responses: Readonly<Record<string, unknown>>;
  };
  return responses;
}

describe("an answer", () => {
  test("has the shape of its schema", () => {
    const schema = z.strictObject({ id: z.string() });
    expect(responsesOf({ answer: { status: 201, schema } })["201"]).toMatchObject({
      content: { "application/json": { schema: { required: ["id"] } } },
    });
  });

  test("that is not JSON has its own type", () => {
    expect(responsesOf({ answer: { status: 200, contentType: "text/html" } })["200"]).toEqual({
      description: "as asked",
      content: { "text/html": { schema: { type: "string" } } },
    });
  });

  test("of 204 has no content", () => {
    expect(responsesOf({ answer: { status: 204 } })["204"]).toEqual({ description: "as asked" });
  });

  test("is a problem for every refusal, those of all routes among them", () => {
    expect(Object.keys(responsesOf({ refusals: [401] }))).toEqual([
      "200",
      "400",
      "401",
      "500",
      "503",
    ]);
  });

  test("has the headers of its own", () => {
    const answer = { status: 200, headers: { Link: "where the list goes on" } };
    expect(responsesOf({ answer })["200"]).toMatchObject({
      headers: { Link: { description: "where the list goes on", schema: { type: "string" } } },
    });
  });
});

test("a header that a route reads is a parameter", () => {
  const headers = z.object({ "idempotency-key": z.string(), "x-trace": z.optional(z.string()) });
  const route = { summary: "s", headers, answer: { status: 200 }, refusals: [] };
  const { paths } = openapiDocument({
    title: "Parcels",
    server: "https://a.example",
    routes: { "POST /parcels": route },
  });
  expect(paths["/parcels"]?.["post"]).toMatchObject({
    parameters: [
      { name: "idempotency-key", in: "header", required: true },
      { name: "x-trace", in: "header", required: false },
    ],
  });
});
