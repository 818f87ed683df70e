import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { inspect } from "node:util";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { ConfigError, parameter, preload, readEnvironment, secret } from "./config.ts";
import { logger } from "./observe.ts";

logger.setLogLevel("SILENT");

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

/** A Secrets Manager that answers in turn. */
function aSecretStore(...answers: (string | Error)[]) {
  const { client, asked } = anSsm(...answers);
  const send = async (command: { input: unknown }) => {
    asked.push(command.input);
    const answer = answers[asked.length - 1];
    if (answer === undefined || answer instanceof Error)
      throw answer ?? new Error("asked too often");
    return { SecretString: answer };
  };
  return { asked, client: Object.assign(client, { send }) as unknown as SecretsManagerClient };
}

describe("secret", () => {
  const Login = z.object({ apiKey: z.string() });

  test("is read once within its age, and afresh when that is asked for", async () => {
    const { client, asked } = aSecretStore('{"apiKey":"old"}', '{"apiKey":"new"}');
    const login = secret("customer-api", Login, { client });
    expect([await login(), await login()]).toEqual([{ apiKey: "old" }, { apiKey: "old" }]);
    expect(await login({ fresh: true })).toEqual({ apiKey: "new" });
    expect(await login()).toEqual({ apiKey: "new" });
    expect(asked).toHaveLength(2);
  });

  test("is picked up when it was rotated, once it is too old", async () => {
    const { client } = aSecretStore('{"apiKey":"old"}', '{"apiKey":"new"}');
    const login = secret("customer-api", Login, { client, maxAgeSeconds: 0 });
    expect([await login(), await login()]).toEqual([{ apiKey: "old" }, { apiKey: "new" }]);
  });

  test.each([["hunter2 is no JSON"], ['{"apikey":"hunter2"}']])(
    "that does not fit fails without being told: %s",
    async (value) => {
      const { client } = aSecretStore(value, '{"apiKey":"right"}');
      const login = secret("customer-api", Login, { client });
      const error: unknown = await login().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).toContain("customer-api");
      expect(inspect(error, { depth: null })).not.toContain("hunter2"); // the log shows causes, too
      expect(await login()).toEqual({ apiKey: "right" });
    },
  );
});

describe("preload", () => {
  test("reads in the init phase what the first invocation then finds", async () => {
    const { client, asked } = anSsm("blue");
    const colour = parameter("/app/colour", z.string(), { client });
    await preload(colour);
    expect(asked).toHaveLength(1);
    expect(await colour()).toBe("blue");
    expect(asked).toHaveLength(1);
  });

  test("leaves an outage to whoever needs the value", async () => {
    const { client } = anSsm(new Error("down"), "blue");
    const colour = parameter("/app/colour", z.string(), { client });
    await preload(colour);
    expect(await colour()).toBe("blue");
  });
});
