import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { NotFoundError } from "./errors.ts";
import { logger } from "./observe.ts";
import { taskErrors, taskInput, taskOutput } from "./task.ts";

logger.setLogLevel("SILENT");

const Input = z.object({ parcelId: z.string() });
const Output = z.strictObject({ done: z.boolean() });

async function run(
  input: unknown,
  work: (input: { parcelId: string }) => unknown,
): Promise<unknown> {
  const handler = middy()
    .use(taskErrors())
    .use(taskOutput(Output))
    .use(taskInput(Input))
    .handler(work);
  return handler(input as never, {} as Context).then(
    (result: unknown) => result,
    (error: Error) => ({ name: error.name, message: error.message }),
  );
}

function refuse(): never {
  throw new NotFoundError("ParcelNotFound", "no parcel P-1");
}

function breakDown(): never {
  throw new TypeError("secret of 10.0.0.3");
}

describe("a task", () => {
  test("gets its input typed as its schema, and answers its output", async () => {
    middy()
      .use(taskInput(Input))
      .handler((input) => {
        expectTypeOf(input).toEqualTypeOf<{ parcelId: string }>();
      });
    expect(
      await run({ parcelId: "P-1", more: true }, (input) => ({ done: input.parcelId === "P-1" })),
    ).toEqual({
      done: true,
    });
  });

  test.each([null, {}, [], "P-1", { parcelId: 1 }])(
    "refuses the input %j by name",
    async (input) => {
      expect(await run(input, () => ({ done: true }))).toMatchObject({ name: "InvalidTaskInput" });
    },
  );

  test("throws an expected error under its code", async () => {
    expect(await run({ parcelId: "P-1" }, refuse)).toEqual({
      name: "ParcelNotFound",
      message: "no parcel P-1",
    });
  });

  test("throws a defect under one name, without its details", async () => {
    const failure = await run({ parcelId: "P-1" }, breakDown);
    expect(failure).toMatchObject({ name: "TaskDefect" });
    expect(JSON.stringify(failure)).not.toContain("10.0.0.3");
  });

  test("fails rather than answer an output that does not fit", async () => {
    expect(await run({ parcelId: "P-1" }, () => ({ done: "yes" }))).toMatchObject({
      name: "TaskDefect",
    });
  });
});
