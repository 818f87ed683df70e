import type { SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { ConfigError, parameter, readEnvironment } from "./config.ts";

const Env = z.object({ TABLE: z.string().min(1), LIMIT: z.coerce.number().int().max(10) });

/** An SSM that answers in turn: a value, or an error. */
function anSsm(...answers: (string | Error)[]) {
  const asked: unknown[] = [];
  const send = async (command: { input: unknown }) => {
    asked.push(command.input);
    const answer = answers[asked.length - 1];
    if (answer === undefined || answer instanceof Error)
      throw answer ?? new Error("asked too often");
    return { Parameter: { Value: answer } };
  };
  const client = {
    send,
    config: {},
    middlewareStack: { identify: () => [], addRelativeTo() {}, use() {} },
  };
  return { client: client as unknown as SSMClient, asked };
}

function readWrong(): unknown {
  return readEnvironment(Env, { LIMIT: "4711" });
}

describe("readEnvironment", () => {
  test("answers the environment as its schema has it", () => {
    const env = readEnvironment(Env, { TABLE: "parcels", LIMIT: "5", HOME: "/root" });
    expectTypeOf(env).toEqualTypeOf<{ TABLE: string; LIMIT: number }>();
    expect(env).toEqual({ TABLE: "parcels", LIMIT: 5 });
  });

  test("names every variable that is missing or wrong, and no value", () => {
    expect(readWrong).toThrow(ConfigError);
    expect(readWrong).toThrow(/TABLE.*LIMIT/u);
    expect(readWrong).not.toThrow(/4711/u);
  });
});

describe("parameter", () => {
  test("asks once within its age", async () => {
    const { client, asked } = anSsm("blue");
    const colour = parameter("/app/colour", z.enum(["blue", "green"]), { client });
    expect(await Promise.all([colour(), colour()])).toEqual(["blue", "blue"]);
    const later = await colour();
    expectTypeOf(later).toEqualTypeOf<"blue" | "green">();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ Name: "/app/colour", WithDecryption: false });
  });

  test("asks again once the value is too old", async () => {
    const { client } = anSsm("1", "2");
    const rate = parameter("/app/rate", z.coerce.number(), { client, maxAgeSeconds: 0 });
    expect([await rate(), await rate()]).toEqual([1, 2]);
  });

  test("reads JSON and secrets", async () => {
    const { client, asked } = anSsm('{"user":"ada"}');
    const login = parameter("/app/login", z.object({ user: z.string() }), {
      client,
      json: true,
      decrypt: true,
    });
    expect(await login()).toEqual({ user: "ada" });
    expect(asked[0]).toMatchObject({ WithDecryption: true });
  });

  test("recovers from an outage at its first call", async () => {
    const { client } = anSsm(new Error("down"), "blue");
    const colour = parameter("/app/colour", z.string(), { client });
    await expect(colour()).rejects.toMatchObject({
      code: "ParameterUnavailable",
      kind: "unavailable",
    });
    expect(await colour()).toBe("blue");
  });

  test("picks up a mended value at once, and never says the wrong one", async () => {
    const { client } = anSsm("hunter2", "7");
    const rate = parameter("/app/rate", z.coerce.number(), { client });
    const failed = rate();
    await expect(failed).rejects.toThrow(/\/app\/rate/u);
    await expect(failed).rejects.not.toThrow(/hunter2/u);
    expect(await rate()).toBe(7);
  });
});
