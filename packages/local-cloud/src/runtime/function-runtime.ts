import { randomBytes, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Principal } from "../access/principal.ts";
import type { Cloud } from "../cloud.ts";
import { openCodeStore, type CodeStore } from "./code-store.ts";
import { startEnvironment, type RunOutcome } from "./environment.ts";
import type { FunctionSpec, Invocation, InvocationResult } from "./function-spec.ts";
import { createJanitor } from "./janitor.ts";
import { createLogShipper } from "./log-shipper.ts";
import { createPlatformLog } from "./platform-log.ts";
import { createPool, type Slot } from "./pool.ts";
import { processOptions } from "./process-options.ts";
import { resultOf } from "./run-result.ts";

/** Runs functions from their archives in processes of their own. */
export interface FunctionRuntime {
  readonly code: CodeStore;
  invoke(spec: FunctionSpec, invocation: Invocation): Promise<InvocationResult>;
  /** Ends the idle environments of a function that is gone or has changed. */
  retire(functionArn: string): void;
  /** Resolves once the log records written so far can be read. */
  flushLogs(): Promise<void>;
  stop(): Promise<void>;
}

const INIT_LIMIT_MS = 10_000; // Lambda developer guide, "Lambda execution environment lifecycle"
const SESSION_SECONDS = 12 * 3600;
const SESSION_RESERVE_MS = 30 * 60_000; // twice the longest run: no run begins on dying credentials
const IDLE_MS = 10 * 60_000; // AWS names no number; some minutes are usual
const SWEEP_MS = 60_000;
const PROCESSES_PER_CORE = 16;
const LOG_TAIL_CHARS = 4096; // LogType Tail: the last 4 KB

/** Makes the runtime of one cloud; at most `maxProcesses` environments exist at once, more wait. */
export function createFunctionRuntime(
  cloud: Cloud,
  options: { maxProcesses?: number } = {},
): FunctionRuntime {
  const { clock, store } = cloud;
  const janitor = createJanitor();
  const code = openCodeStore(store.folder("lambda-code"));
  // What a killed cloud has left behind; nobody else uses this data directory.
  rmSync(store.folder("lambda-scratch"), { recursive: true, force: true });
  const scratchRoot = store.folder("lambda-scratch");
  const compileCache = store.folder("lambda-compile-cache");
  const shipper = createLogShipper(cloud);
  const clockOffsetMs = (): number => Math.round(clock.now() - Date.now());

  const create = async (spec: FunctionSpec, initLimitMs: number): Promise<Slot> => {
    const taskRoot = await code.unpacked(spec.code);
    const layerRoots = await Promise.all(spec.layers.map((layer) => code.unpacked(layer)));
    const id = randomUUID();
    const scratch = join(scratchRoot, id);
    await mkdir(scratch);
    const credentials = cloud.sessions.issue({
      roleArn: spec.roleArn,
      sessionName: spec.name,
      durationSeconds: SESSION_SECONDS,
    });
    const logStream = logStreamName(clock.now(), spec.version);
    const log = shipper.open({ group: spec.logGroup, name: logStream, as: roleOf(spec, cloud) });
    const { region } = cloud.config;
    const platform = createPlatformLog(spec, log, () => clock.now());
    platform.initStart();
    const startedAt = performance.now();
    const environment = startEnvironment({
      options: processOptions(spec, {
        taskRoot,
        layerRoots,
        scratch,
        region,
        credentials,
        logStream,
        endpoint: cloud.endpoint,
        clockOffsetMs: clockOffsetMs(),
      }),
      taskRoot,
      scratch,
      compileCache,
      janitor,
      onLine(text) {
        log(text);
        slot?.onRecord?.(text);
      },
    });
    let slot: Slot | undefined;
    const init = await environment.init(initLimitMs);
    const initMs = performance.now() - startedAt;
    if (init.kind !== "ready") {
      platform.initReport(initMs, init.kind === "timeout" ? "timeout" : "error");
    }
    const usableUntil = credentials.expiresAt - SESSION_RESERVE_MS;
    slot = { spec, environment, log, init, initMs, usableUntil, onRecord: undefined, idleSince: 0 };
    return slot;
  };
  /** An init phase that was too long runs once more, and then the function's time-out counts. */
  const createWithRetry = async (spec: FunctionSpec): Promise<Slot> => {
    const slot = await create(spec, INIT_LIMIT_MS);
    return slot.init.kind === "timeout" ? create(spec, spec.timeoutSeconds * 1000) : slot;
  };

  const pool = createPool({
    limit: options.maxProcesses ?? availableParallelism() * PROCESSES_PER_CORE,
    create: createWithRetry,
    now: () => clock.now(),
  });
  let sweeping = false;
  const sweepLater = (): void => {
    if (sweeping || cloud.stopping.aborted) return;
    sweeping = true;
    clock.after(SWEEP_MS, () => {
      sweeping = false;
      pool.sweep(clock.now(), IDLE_MS);
      if (pool.size > 0) sweepLater();
    });
  };

  const run = async (slot: Slot, invocation: Invocation): Promise<RunOutcome> => {
    if (slot.init.kind !== "ready") {
      slot.environment.kill();
      return slot.init;
    }
    slot.environment.thaw();
    const limitMs = slot.spec.timeoutSeconds * 1000;
    const traced = { traceId: newTraceId(clock.now()), ...invocation };
    const running = slot.environment.run(traced, limitMs, clockOffsetMs());
    const strike = cloud.chaos.strike("lambda", "run").find(({ fault }) => fault === "kill");
    return strike === undefined ? running : killed(slot, running, strike.delayMs);
  };

  cloud.stopping.addEventListener("abort", () => pool.stop(), { once: true });

  const invoke = async (spec: FunctionSpec, invocation: Invocation): Promise<InvocationResult> => {
    const slot = await pool.acquire(spec);
    sweepLater();
    const tail: string[] = [];
    const log = (text: string): void => {
      slot.log(text);
      tail.push(text);
    };
    slot.onRecord = (text) => tail.push(text);
    const { requestId } = invocation;
    const platform = createPlatformLog(spec, log, () => clock.now());
    platform.start(requestId);
    const startedAt = performance.now();
    const outcome = await run(slot, invocation);
    const durationMs = performance.now() - startedAt;
    const result = resultOf(outcome, { spec, requestId, nowMs: clock.now() });
    if (result.logLine !== undefined) log(result.logLine);
    platform.end({
      requestId,
      durationMs,
      status: result.status,
      initMs: slot.initMs,
      peakMb: slot.environment.peakMb,
      ...(result.errorType === undefined ? {} : { errorType: result.errorType }),
    });
    slot.initMs = undefined;
    slot.onRecord = undefined;
    if (outcome.kind === "timeout" || (outcome.kind === "error" && outcome.fatal)) {
      slot.environment.kill();
    }
    pool.release(slot);
    return { ...result.answer, logTail: tail.join("\n").slice(-LOG_TAIL_CHARS) };
  };

  return {
    code,
    invoke,
    retire: (functionArn) => pool.retire(functionArn),
    flushLogs: () => shipper.flush(),
    async stop() {
      pool.stop();
      janitor.stop();
      await shipper.close();
    },
  };
}

/** Ends the process at a time of chaos's choosing, at the latest just before its answer counts. */
async function killed(
  slot: Slot,
  running: Promise<RunOutcome>,
  delayMs: number,
): Promise<RunOutcome> {
  const timer = setTimeout(() => slot.environment.kill(), delayMs);
  await running;
  clearTimeout(timer);
  slot.environment.kill();
  return { kind: "exit", reason: "signal: killed" };
}

function roleOf({ roleArn, name }: FunctionSpec, cloud: Cloud): Principal {
  const accountId = roleArn.split(":")[4] ?? cloud.config.accountId;
  return { kind: "role", accountId, roleArn, sessionName: name };
}

function logStreamName(now: number, version: string): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}

function newTraceId(now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, "0");
  const root = `1-${seconds}-${randomBytes(12).toString("hex")}`;
  return `Root=${root};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}
