import type { FunctionSpec } from "./function-spec.ts";
import type { LogSink } from "./log-shipper.ts";

/** What the REPORT line of one invocation says. */
export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  /** Only of an invocation that began with a cold start. */
  readonly initMs: number | undefined;
  readonly peakMb: number;
  readonly status: "success" | "error" | "timeout";
  readonly errorType?: string;
}

/** Writes the lines that Lambda itself adds to a function's log. */
export interface PlatformLog {
  initStart(): void;
  initReport(initMs: number, status: "timeout" | "error"): void;
  start(requestId: string): void;
  /** END and REPORT. */
  end(report: Report): void;
}

/**
 * Makes the writer for one log stream, in the function's log format.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function createPlatformLog(
  spec: FunctionSpec,
  sink: LogSink,
  now: () => number,
): PlatformLog {
  return spec.logFormat === "JSON" ? jsonLog(spec, sink, now) : textLog(spec, sink);
}

const runtimeVersion = (runtime: string): string =>
  `nodejs:${/\d+/.exec(runtime)?.[0] ?? ""}.v${process.versions.node.split(".")[1] ?? "0"}`;

function billedMs({ durationMs, initMs = 0 }: Report): number {
  return Math.ceil(durationMs + initMs);
}

function textLog(spec: FunctionSpec, sink: LogSink): PlatformLog {
  return {
    initStart: () => sink(`INIT_START Runtime Version: ${runtimeVersion(spec.runtime)}\t`),
    initReport: (initMs, status) =>
      sink(`INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms\tPhase: init\tStatus: ${status}\t`),
    start: (requestId) => sink(`START RequestId: ${requestId} Version: ${spec.version}`),
    end(report) {
      const fields = [
        `Duration: ${report.durationMs.toFixed(2)} ms`,
        `Billed Duration: ${billedMs(report)} ms`,
        `Memory Size: ${spec.memoryMb} MB`,
        `Max Memory Used: ${report.peakMb} MB`,
      ];
      if (report.initMs !== undefined) fields.push(`Init Duration: ${report.initMs.toFixed(2)} ms`);
      if (report.status !== "success") fields.push(`Status: ${report.status}`);
      if (report.errorType !== undefined) fields.push(`Error Type: ${report.errorType}`);
      sink(`END RequestId: ${report.requestId}`);
      sink(`REPORT RequestId: ${report.requestId}\t${fields.join("\t")}\t`);
    },
  };
}

function jsonLog(spec: FunctionSpec, sink: LogSink, now: () => number): PlatformLog {
  const write = (type: string, record: Record<string, unknown>): void =>
    sink(JSON.stringify({ time: new Date(now()).toISOString(), type, record }));
  const init = { initializationType: "on-demand", phase: "init" };
  return {
    initStart: () =>
      write("platform.initStart", { ...init, runtimeVersion: runtimeVersion(spec.runtime) }),
    initReport: (durationMs, status) =>
      write("platform.initReport", { ...init, status, metrics: { durationMs } }),
    start: (requestId) => write("platform.start", { requestId, version: spec.version }),
    end: (report) =>
      write("platform.report", {
        requestId: report.requestId,
        status: report.status,
        ...(report.errorType === undefined ? {} : { errorType: report.errorType }),
        metrics: {
          durationMs: report.durationMs,
          billedDurationMs: billedMs(report),
          memorySizeMB: spec.memoryMb,
          maxMemoryUsedMB: report.peakMb,
          ...(report.initMs === undefined ? {} : { initDurationMs: report.initMs }),
        },
      }),
  };
}
