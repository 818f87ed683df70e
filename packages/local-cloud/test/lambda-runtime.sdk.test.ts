import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { createFunction, invoke, LAMBDA_PLUGINS, ROLE, zipOf } from "./lambda-fixtures.ts";

let cloud: TestCloud;
let lambda: LambdaClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: LAMBDA_PLUGINS });
  lambda = cloud.client(LambdaClient);
});
afterAll(() => cloud.stop());

let count = 0;
/** Runs source once as a function of its own. */
async function run(
  source: string,
  over: Parameters<typeof createFunction>[2] = {},
  event: unknown = {},
) {
  count += 1;
  const name = await createFunction(lambda, source, { FunctionName: `f${count}`, ...over });
  return invoke(lambda, name, event);
}

describe("a function process", () => {
  test("that has run out of time is not given the next event", async () => {
    const source = `let kept; export const handler = (event) => event.hang ? new Promise(() => {
      kept = Buffer.alloc(2 ** 28, 1); // a process of this size takes a moment to die
      setInterval(() => undefined, 1000);
    }) : "fine";`;
    const name = await createFunction(lambda, source, { FunctionName: "hangs", Timeout: 1 });
    const call = (event: object) =>
      cloud.cloud.call(
        "lambda",
        "Invoke",
        { FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) },
        { as: { kind: "root", accountId: "000000000000" } },
      );
    expect(String(Buffer.from((await call({ hang: true })).Payload ?? ""))).toContain("timed out");
    expect(String(Buffer.from((await call({})).Payload ?? ""))).toBe('"fine"');
  });

  test("answers with what the handler returns", async () => {
    const { result, FunctionError, StatusCode, ExecutedVersion } = await run(
      "export const handler = async (event) => ({ got: event });",
      {},
      { a: "ü" },
    );
    expect({ result, FunctionError, StatusCode, ExecutedVersion }).toEqual({
      result: { got: { a: "ü" } },
      FunctionError: undefined,
      StatusCode: 200,
      ExecutedVersion: "$LATEST",
    });
  });

  test("sees Lambda's environment and nothing of the host's", async () => {
    const { result } = await run("export const handler = () => process.env;", {
      Environment: { Variables: { TABLE: "t" } },
      MemorySize: 256,
    });
    expect(result).toMatchObject({
      TABLE: "t",
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      _HANDLER: "index.handler",
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-/),
    });
    expect(Object.keys(result as object)).not.toContain("NODE_CHANNEL_FD");
    expect(result).not.toMatchObject({ HOME: process.env["HOME"] });
  });

  test("gets a context with its identity and its remaining time", async () => {
    const { result } = await run(
      `export const handler = (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });`,
      { Timeout: 7 },
    );
    expect(result).toMatchObject({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      invokedFunctionArn: `arn:aws:lambda:eu-west-1:000000000000:function:f${count}`,
      functionName: `f${count}`,
      memoryLimitInMB: "128",
      left: expect.closeTo(7000, -3),
    });
  });

  test("keeps its module state between invocations", async () => {
    const name = await createFunction(
      lambda,
      "let calls = 0; export const handler = () => (calls += 1);",
      { FunctionName: "warm" },
    );
    await invoke(lambda, name);
    const second = await invoke(lambda, name);
    expect(second.result).toBe(2);
    expect(second.tail).not.toContain("Init Duration");
  });

  test("is frozen between invocations", async () => {
    const name = await createFunction(
      lambda,
      `let ticks = 0; setInterval(() => { ticks += 1; }, 1);
       export const handler = async (ms) => { await new Promise((r) => setTimeout(r, ms)); return ticks; };`,
      { FunctionName: "frozen" },
    );
    const before = await invoke(lambda, name, 20);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const after = await invoke(lambda, name, 0);
    expect(Number(after.result) - Number(before.result)).toBeLessThan(100);
  });

  test.each([
    ["CommonJS", { "index.js": "exports.handler = async () => 'cjs'" }, "index.handler", "cjs"],
    [
      "a nested path",
      { "src/a/b.mjs": "export const run = () => 'nested'" },
      "src/a/b.run",
      "nested",
    ],
    [
      "an ES module by package.json",
      {
        "src/x.js": "export const handler = () => import.meta.url.endsWith('x.js')",
        "src/package.json": '{"type":"module"}',
      },
      "src/x.handler",
      true,
    ],
    [
      "top-level await",
      { "index.mjs": "const v = await Promise.resolve(5); export const handler = () => v" },
      "index.handler",
      5,
    ],
    [
      "a nested export",
      { "index.mjs": "export const a = { b: () => 'deep' }" },
      "index.a.b",
      "deep",
    ],
  ])("loads %s", async (_kind, files, Handler, expected) => {
    const { result } = await run("", { Code: { ZipFile: zipOf(files) }, Handler });
    expect(result).toBe(expected);
  });

  test("runs CommonJS without require of ES modules, as Lambda does", async () => {
    const files = {
      "index.js": "const m = require('./m.mjs'); exports.handler = () => m.a",
      "m.mjs": "export const a = 1",
    };
    const { result } = await run("", { Code: { ZipFile: zipOf(files) } });
    expect(result).toMatchObject({
      errorType: "Error",
      errorMessage: expect.stringContaining("require() of ES Module"),
    });
  });

  test("streams a response through awslambda.streamifyResponse", async () => {
    const { Payload, FunctionError } = await cloud.client(LambdaClient).send(
      new (await import("@aws-sdk/client-lambda")).InvokeCommand({
        FunctionName: await createFunction(
          lambda,
          `export const handler = awslambda.streamifyResponse(async (event, stream) => {
               stream.write("one "); stream.write("two"); stream.end(); });`,
          { FunctionName: "stream" },
        ),
      }),
    );
    expect(FunctionError).toBeUndefined();
    expect(Payload?.transformToString()).toBe("one two");
  });
});

describe("a failing function", () => {
  test.each([
    [
      "a thrown error",
      "export const handler = async () => { throw new TypeError('bad'); };",
      { errorType: "TypeError", errorMessage: "bad" },
    ],
    [
      "a thrown string",
      "export const handler = async () => { throw 'text'; };",
      { errorType: "string", errorMessage: "text" },
    ],
    [
      "an error of the init phase",
      "throw new RangeError('at init'); export const handler = 1;",
      { errorType: "RangeError", errorMessage: "at init" },
    ],
    [
      "a missing module",
      "import 'nowhere'; export const handler = () => 1;",
      { errorType: "Runtime.ImportModuleError" },
    ],
    ["a syntax error", "export const handler = (;", { errorType: "Runtime.UserCodeSyntaxError" }],
    [
      "a missing handler",
      "export const other = 1;",
      {
        errorType: "Runtime.HandlerNotFound",
        errorMessage: "index.handler is undefined or not exported",
      },
    ],
    [
      "a callback handler",
      "export const handler = (event, context, callback) => callback(null, 1);",
      { errorType: "Runtime.CallbackHandlerDeprecated" },
    ],
    [
      "process.exit",
      "export const handler = () => process.exit(3);",
      {
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringMatching(/Error: Runtime exited with error: exit status 3$/),
      },
    ],
    [
      "an unhandled rejection",
      "export const handler = () => { Promise.reject(new Error('lost')); return new Promise((r) => setTimeout(r, 500)); };",
      { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: lost" },
    ],
    [
      "an answer that is too large",
      "export const handler = () => 'x'.repeat(6_291_556);",
      {
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage:
          "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
      },
    ],
  ])("reports %s", async (_kind, source, expected) => {
    const { result, FunctionError } = await run(source);
    expect(FunctionError).toBe("Unhandled");
    expect(result).toMatchObject(expected);
  });

  test("is killed at its time-out", async () => {
    const { result, FunctionError, tail } = await run(
      "export const handler = () => { for (;;); };",
      { Timeout: 1 },
    );
    expect(FunctionError).toBe("Unhandled");
    expect(result).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(
        /^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/,
      ),
    });
    expect(tail).toMatch(/^\S+Z \S+ Task timed out after 1\.00 seconds$/m);
    expect(tail).toMatch(/Status: timeout/);
  });

  test("runs again in a new process after it died", async () => {
    const name = await createFunction(
      lambda,
      "export const handler = (event) => (event.die ? process.exit(1) : process.pid);",
      { FunctionName: "phoenix" },
    );
    const first = await invoke(lambda, name);
    await invoke(lambda, name, { die: true });
    const third = await invoke(lambda, name);
    expect(third.FunctionError).toBeUndefined();
    expect(third.result).not.toBe(first.result);
  });

  test("is aborted when its heap outgrows MemorySize", async () => {
    const { result } = await run(
      "const all = []; export const handler = () => { for (;;) all.push(Array.from({ length: 1000 }, () => ({}))); };",
      { MemorySize: 128, Timeout: 30 },
    );
    expect(result).toMatchObject({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringMatching(/signal: aborted$/),
    });
  });

  test("dies with chaos in mid-run, after what it did and before its answer", async () => {
    cloud.cloud.chaos.set([{ service: "lambda", operation: "run", fault: "kill", times: 1 }]);
    const { result } = await run("export const handler = () => 'never seen';");
    expect(result).toMatchObject({ errorMessage: expect.stringMatching(/signal: killed$/) });
  });
});

describe("the log of a function", () => {
  test("frames what the handler writes with START, END and REPORT", async () => {
    const { tail } = await run(
      `export const handler = () => { console.log("hello %s", "you"); console.error("two\\nlines"); process.stdout.write("raw\\n"); };`,
    );
    const id = /START RequestId: (\S+) Version: \$LATEST/.exec(tail)?.[1];
    expect(tail).toMatch(new RegExp(`^\\S+Z\\t${id}\\tINFO\\thello you$`, "m"));
    expect(tail).toContain(`\t${id}\tERROR\ttwo\nlines`);
    expect(tail).toMatch(/^raw$/m);
    expect(tail).toContain(`END RequestId: ${id}`);
    expect(tail).toMatch(
      new RegExp(
        `REPORT RequestId: ${id}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration`,
      ),
    );
  });

  test("is JSON when the function says so, filtered by its level", async () => {
    const { tail } = await run(
      `export const handler = () => { console.info("quiet"); console.error("loud", new Error("why")); };`,
      { LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "WARN" } },
    );
    const records = tail.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ type, level }) => type ?? level)).toEqual([
      "platform.start",
      "ERROR",
      "platform.report",
    ]);
    expect(records[1]).toMatchObject({ errorType: "Error", errorMessage: "why" });
  });
});

test("shows layers in the search paths", async () => {
  const { PublishLayerVersionCommand } = await import("@aws-sdk/client-lambda");
  const { LayerVersionArn } = await lambda.send(
    new PublishLayerVersionCommand({
      LayerName: "shared",
      Content: {
        ZipFile: zipOf({ "nodejs/node_modules/from-layer/index.js": "module.exports = 'layer';" }),
      },
    }),
  );
  const { result } = await run("", {
    Role: ROLE,
    Layers: [LayerVersionArn ?? ""],
    Code: { ZipFile: zipOf({ "index.js": "exports.handler = () => require('from-layer');" }) },
  });
  expect(result).toBe("layer");
});

test("reaches the cloud under host names with a prefix, as SDK clients make them", async () => {
  const { result } = await run(
    `import { request } from "node:http"; import { lookup } from "node:dns/promises";
     const status = (options) => new Promise((resolve, reject) =>
       request({ ...options, path: "/_local/health" }, (r) => { r.resume(); resolve(r.statusCode); }).on("error", reject).end());
     export const handler = async () => {
       const { port } = new URL(process.env.AWS_ENDPOINT_URL);
       return [await status({ hostname: "sync-127.0.0.1", port }),
         (await fetch("http://bucket.localhost:" + port + "/_local/health")).status,
         (await lookup("places.127.0.0.1")).address];
     };`,
  );
  expect(result).toEqual([200, 200, "127.0.0.1"]);
});
