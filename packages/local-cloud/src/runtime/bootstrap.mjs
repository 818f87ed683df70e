// @ts-check
// The program of a function process: loads the handler once, then runs one invocation at a time.
// It speaks with environment.ts over the IPC channel, and logs over file descriptor 4 so that a
// record may hold line breaks. The error names and log lines are those of AWS's Node.js runtime.
import { writeSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { Writable } from "node:stream";
import { format } from "node:util";
import { loadHandler, STREAMING } from "./load-handler.mjs";

const LOG_FD = 4;
const EXIT_UNSETTLED = 13; // Node's own code for a promise that can never settle
const EXIT_REJECTION = 128; // AWS's runtime client
const EXIT_EXCEPTION = 129; // AWS's runtime client
const LEVELS = { trace: 1, debug: 2, info: 3, warn: 4, error: 5, fatal: 6 };

const send = process.send?.bind(process) ?? (() => process.exit(1));
const channel = process.channel;
// The function must not see that it is a forked child, nor how it was started.
Reflect.deleteProperty(process, "send");
const compileCache = process.argv[2];
process.argv.length = 1;
if (compileCache !== undefined) enableCompileCache(compileCache);

/** @type {string | undefined} */
let requestId;

// --- the clock: a cloud whose time was advanced has functions that live in that time -----------

const RealDate = Date;
let offsetMs = 0;

/** @param {number} ms */
function followClock(ms) {
  offsetMs = ms;
  if (globalThis.Date !== RealDate || Math.abs(ms) < 1000) return;
  const now = () => RealDate.now() + offsetMs;
  globalThis.Date = new Proxy(RealDate, {
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  });
}

// --- console ------------------------------------------------------------------------------------

const asJson = process.env["AWS_LAMBDA_LOG_FORMAT"] === "JSON";
const lowest = asJson
  ? (Reflect.get(LEVELS, (process.env["AWS_LAMBDA_LOG_LEVEL"] ?? "TRACE").toLowerCase()) ?? 1)
  : 1;

/** @param {string} text */
function writeRecord(text) {
  try {
    writeSync(LOG_FD, `${JSON.stringify(text)}\n`);
  } catch {
    // The cloud has gone; this process is about to go too.
  }
}

/** @param {unknown} error */
const errorFields = (error) => ({
  errorType: error instanceof Error ? error.constructor.name : typeof error,
  errorMessage: error instanceof Error ? error.message : String(error),
  stackTrace: error instanceof Error ? (error.stack ?? "").split("\n") : [],
});

/**
 * @param {string} level
 * @param {unknown[]} args
 */
function jsonRecord(level, args) {
  const record = { timestamp: new Date().toISOString(), level, requestId };
  if (args.length === 1) {
    try {
      return JSON.stringify({ ...record, message: args[0] }, (_key, value) =>
        value instanceof Error
          ? { ...errorFields(value), ...Object.fromEntries(Object.entries(value)) }
          : value,
      );
    } catch {
      return JSON.stringify({ ...record, message: format(...args) });
    }
  }
  const error = args.find((arg) => arg instanceof Error);
  const fields = error === undefined ? {} : errorFields(error);
  return JSON.stringify({ ...record, message: format(...args), ...fields });
}

/** @param {keyof typeof LEVELS} level */
const logAt =
  (level) =>
  /** @param {unknown[]} args */
  (...args) => {
    if (LEVELS[level] < lowest) return;
    const name = level.toUpperCase();
    if (asJson) writeRecord(jsonRecord(name, args));
    else writeRecord([new Date().toISOString(), requestId, name, format(...args)].join("\t"));
  };

Object.assign(console, {
  trace: logAt("trace"),
  debug: logAt("debug"),
  log: logAt("info"),
  info: logAt("info"),
  warn: logAt("warn"),
  error: logAt("error"),
});

/**
 * @param {string} title
 * @param {unknown} error
 */
function logFailure(title, error) {
  if (asJson) return logAt("error")(error);
  const { trace, ...fields } = toPayload(error);
  const own = error instanceof Error ? Object.fromEntries(Object.entries(error)) : {};
  logAt("error")(`${title} \t${JSON.stringify({ ...fields, ...own, stack: trace })}`);
}

// --- results ------------------------------------------------------------------------------------

/** @param {unknown} error */
function toPayload(error) {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? "").split("\n"),
  };
}

/** @param {string} name @param {unknown} cause */
function named(name, cause) {
  const error = new Error(String(cause), { cause });
  error.name = name;
  if (cause instanceof Error && cause.stack !== undefined) error.stack = cause.stack;
  return error;
}

const peakKb = () => process.resourceUsage().maxRSS;

/** @param {unknown} error @param {number} [exitCode] */
function fail(error, exitCode) {
  const message = {
    type: "error",
    requestId,
    error: JSON.stringify(toPayload(error)),
    peakKb: peakKb(),
  };
  if (exitCode === undefined) send(message);
  else send({ ...message, fatal: true }, () => process.exit(exitCode));
}

process.on("uncaughtException", (error) => {
  logFailure("Uncaught Exception", error);
  fail(error, EXIT_EXCEPTION);
});
process.on("unhandledRejection", (reason) => {
  const error = named("Runtime.UnhandledPromiseRejection", reason);
  logFailure("Unhandled Promise Rejection", error);
  fail(error, EXIT_REJECTION);
});
process.on("disconnect", () => process.exit(0));
process.on("beforeExit", () => {
  // The handler waits for something that can never happen: nothing is left that could wake it.
  if (requestId !== undefined) process.exit(EXIT_UNSETTLED);
});

/** A response stream whose chunks go to the caller as they are written. */
class ResponseStream extends Writable {
  /** @type {Uint8Array | undefined} */
  prelude;

  /** @param {string} contentType */
  setContentType(contentType) {
    send({ type: "content-type", requestId, contentType });
  }

  /** @override @param {Buffer} chunk @param {string} _encoding @param {() => void} done */
  _write(chunk, _encoding, done) {
    const whole = this.prelude === undefined ? chunk : Buffer.concat([this.prelude, chunk]);
    this.prelude = undefined;
    send({ type: "chunk", requestId, data: whole.toString("base64") }, () => done());
  }

  /** @override @param {() => void} done */
  _final(done) {
    if (this.prelude === undefined) done();
    else this._write(Buffer.alloc(0), "buffer", done);
  }
}

Object.assign(globalThis, {
  awslambda: {
    /** @param {Function} handler */
    streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: "response" }),
    HttpResponseStream: {
      /** @param {ResponseStream} stream @param {unknown} metadata */
      from(stream, metadata) {
        stream.setContentType("application/vnd.awslambda.http-integration-response");
        stream.prelude = Buffer.concat([Buffer.from(JSON.stringify(metadata)), Buffer.alloc(8)]);
        return stream;
      },
    },
  },
});

/** @param {Function} handler @param {unknown} event @param {object} context */
async function runStreaming(handler, event, context) {
  const stream = new ResponseStream();
  const finished = new Promise((resolve, reject) =>
    stream.on("finish", resolve).on("error", reject),
  );
  await handler(event, stream, context);
  if (!stream.writableEnded) stream.end();
  await finished;
  return undefined;
}

/** @param {any} message */
function contextOf(message) {
  const endsAt = performance.now() + message.timeoutMs;
  const { clientContext } = message;
  return {
    clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
    identity: undefined,
    invokedFunctionArn: message.invokedArn,
    awsRequestId: message.requestId,
    getRemainingTimeInMillis: () => Math.max(Math.floor(endsAt - performance.now()), 0),
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: process.env["AWS_LAMBDA_FUNCTION_VERSION"],
    memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    logGroupName: process.env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: process.env["AWS_LAMBDA_LOG_STREAM_NAME"],
  };
}

/** @param {Function} handler @param {any} message */
async function invoke(handler, message) {
  requestId = message.requestId;
  followClock(message.clockOffsetMs);
  process.env["_X_AMZN_TRACE_ID"] = message.traceId;
  channel?.unref();
  try {
    const event = JSON.parse(message.event);
    const context = contextOf(message);
    const streaming = STREAMING in handler;
    const result = streaming
      ? await runStreaming(handler, event, context)
      : await handler(event, context);
    const body = streaming ? "" : stringify(result);
    send({ type: "done", requestId, body, streaming, peakKb: peakKb() });
  } catch (error) {
    logFailure("Invoke Error", error);
    fail(error);
  } finally {
    channel?.ref();
    requestId = undefined;
  }
}

/** @param {unknown} result */
function stringify(result) {
  try {
    return JSON.stringify(result) ?? "null";
  } catch (cause) {
    throw named("Runtime.JSONStringifyError", cause);
  }
}

followClock(Number(process.env["_LOCAL_CLOCK_OFFSET_MS"] ?? 0));
Reflect.deleteProperty(process.env, "_LOCAL_CLOCK_OFFSET_MS");
try {
  const handler = await loadHandler(process.cwd(), process.env["_HANDLER"] ?? "");
  process.on("message", (message) => void invoke(handler, message));
  send({ type: "ready" });
} catch (error) {
  logFailure("Uncaught Exception", error);
  send({ type: "init-error", error: JSON.stringify(toPayload(error)) }, () => process.exit(1));
}
