import { randomUUID } from "node:crypto";
import type { LoggingConfiguration, LogLevel } from "@aws-sdk/client-sfn";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { createLogShipper, type LogSink } from "../../runtime/log-shipper.ts";
import type { JournalRecord } from "./asl/journal.ts";
import { visibleDetails } from "./history-event.ts";

const GROUP_ARN = /^arn:aws:logs:[a-z0-9-]+:\d{12}:log-group:([^:]+):\*$/u;
const FATAL = new Set(["ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"]);
const FAILED = /(?:Failed|TimedOut|Aborted)$/u;

/** Brings the events of executions to CloudWatch Logs, as their machine says. */
export interface ExecutionLogs {
  /** Takes the events of one execution. */
  open(execution: {
    readonly arn: string;
    readonly machineName: string;
    readonly logging: LoggingConfiguration;
  }): (record: JournalRecord) => void;
  flush(): Promise<void>;
}

function isWanted(level: LogLevel | undefined, type: string): boolean {
  if (level === "ALL") return true;
  if (level === "ERROR") return FAILED.test(type);
  return level === "FATAL" && FATAL.has(type);
}

function groupOf(logging: LoggingConfiguration): string | undefined {
  const arn = logging.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  return arn === undefined ? undefined : GROUP_ARN.exec(arn)?.[1];
}

/** @throws {AwsError} `InvalidLoggingConfiguration`. */
export function checkLogging(logging: LoggingConfiguration): void {
  const { level = "OFF", destinations = [] } = logging;
  const isOff = level === "OFF";
  const isComplete = destinations.length === 1 && groupOf(logging) !== undefined;
  if (isOff ? destinations.length <= 1 : isComplete) return;
  throw new AwsError(
    "InvalidLoggingConfiguration",
    destinations.length === 1
      ? "Invalid Logging Configuration: The Log Destination is not a valid log group ARN that ends with ':*'."
      : "Invalid Logging Configuration: Must specify exactly one Log Destination.",
  );
}

/** One event as Step Functions logs it: every number is text. */
function line(record: JournalRecord, arn: string, includeExecutionData: boolean): string {
  return JSON.stringify({
    id: String(record.event?.id ?? 0),
    type: record.type,
    details: visibleDetails(record, includeExecutionData) ?? {},
    previous_event_id: String(record.event?.previousEventId ?? 0),
    event_timestamp: String(Math.floor(record.atMs)),
    execution_arn: arn,
    redrive_count: "0",
  });
}

/** Opens the logs of a cloud's executions: one stream per machine and run of the cloud. */
export function openExecutionLogs(cloud: Cloud): ExecutionLogs {
  const shipper = createLogShipper(cloud);
  const sinks = new Map<string, LogSink>();
  const sinkOf = (group: string, machineName: string): LogSink => {
    const key = `${group}\n${machineName}`;
    const known = sinks.get(key);
    if (known !== undefined) return known;
    const minute = new Date(cloud.clock.now()).toISOString().slice(0, 16).replace(/[T:]/gu, "-");
    const sink = shipper.open({
      group,
      name: `states/${machineName}/${minute}/${randomUUID().slice(0, 8)}`,
      as: {
        kind: "service",
        accountId: cloud.config.accountId,
        service: "delivery.logs.amazonaws.com",
      },
    });
    sinks.set(key, sink);
    return sink;
  };
  return {
    flush: () => shipper.flush(),
    open({ arn, machineName, logging }) {
      const group = groupOf(logging);
      return (record) => {
        if (group === undefined || !isWanted(logging.level, record.type)) return;
        sinkOf(group, machineName)(line(record, arn, logging.includeExecutionData === true));
      };
    },
  };
}
