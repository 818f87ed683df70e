import type { LoggingConfiguration } from "@aws-sdk/client-sfn";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { StateMachine } from "./asl/definition.ts";
import { describeDiagnostics } from "./asl/diagnostics.ts";
import { Execution, type ExecutionOutcome } from "./asl/execution.ts";
import { type Journal, MemoryJournal } from "./asl/journal.ts";
import { parseJson } from "./asl/json.ts";
import { parseDefinition, type WorkflowType } from "./asl/parse-definition.ts";
import type { Integrations } from "./asl/runtime.ts";
import type { Collection } from "../../store/collection.ts";
import type { ExecutionRecord, ExecutionStore } from "./execution-store.ts";
import type { ExecutionLogs } from "./logging.ts";
import { openJournal } from "./sql-journal.ts";
import { announceStatus } from "./status-change.ts";

const EXPRESS_TIMEOUT_SECONDS = 300; // longest express workflow; Step Functions quotas

/** What to run, and how it was configured when it started. */
export interface Run {
  readonly record: ExecutionRecord;
  readonly definition: string;
  readonly type: WorkflowType;
  readonly logging: LoggingConfiguration;
}

interface Parts {
  readonly cloud: Cloud;
  readonly executions: ExecutionStore;
  readonly logs: ExecutionLogs;
  readonly integrationsFor: (record: ExecutionRecord) => Integrations;
}

interface Live {
  readonly execution: Execution;
  readonly seed: string;
  readonly done: Promise<ExecutionOutcome>;
}

const STATUS_OF_END: Readonly<Record<string, ExecutionRecord["status"]>> = {
  ExecutionSucceeded: "SUCCEEDED",
  ExecutionFailed: "FAILED",
  ExecutionAborted: "ABORTED",
  ExecutionTimedOut: "TIMED_OUT",
};

const MAX_PARSED = 100;
const parsedMachines = new Map<string, StateMachine>();

function machineOf({ definition, type }: Run): StateMachine {
  const known = parsedMachines.get(definition);
  if (known !== undefined) return known;
  const parsed = parseDefinition(definition, type);
  if ("machine" in parsed) {
    if (parsedMachines.size >= MAX_PARSED) parsedMachines.clear();
    parsedMachines.set(definition, parsed.machine);
    return parsed.machine;
  }
  throw new AwsError("InvalidDefinition", describeDiagnostics(parsed.diagnostics));
}

/** The executions that are under way in this process. */
export class Runner {
  readonly #parts: Parts;
  readonly #live = new Map<string, Live>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Starts an execution, or takes one up where its journal ends; resolves with its end. */
  start(run: Run): Promise<ExecutionOutcome> {
    const { cloud, logs, integrationsFor } = this.#parts;
    const { record, type } = run;
    const { arn, name, machineName, machineArn, roleArn, seed } = record;
    const input = parseJson(record.input);
    const express = { timeoutSeconds: EXPRESS_TIMEOUT_SECONDS, maxEvents: Number.MAX_SAFE_INTEGER };
    const execution: Execution = new Execution(machineOf(run), {
      input,
      executionArn: arn,
      roleArn,
      seed,
      region: cloud.config.region,
      context: {
        Execution: {
          Id: arn,
          Input: input,
          Name: name,
          RoleArn: roleArn,
          StartTime: new Date(record.startedAtMs).toISOString(),
          RedriveCount: 0,
        },
        StateMachine: { Id: machineArn, Name: machineName },
      },
      integrations: integrationsFor(record),
      clock: cloud.clock,
      journal: type === "EXPRESS" ? new MemoryJournal() : this.#journal(record),
      onEvent: logs.open({ arn, machineName, logging: run.logging }),
      ...(type === "EXPRESS" ? express : {}),
    });
    const done = execution.run().finally(() => this.#live.delete(arn));
    this.#live.set(arn, { execution, seed, done });
    return done;
  }

  /** Takes an execution of an earlier run up; one that cannot be read any more has failed. */
  resume(run: Run): void {
    const { cloud, executions } = this.#parts;
    try {
      void this.start(run);
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown.message : String(thrown);
      const stoppedAtMs = cloud.clock.now();
      const stopped = { ...run.record, error: "States.Runtime", cause, stoppedAtMs };
      executions.put({ ...stopped, status: "FAILED" });
    }
  }

  /** Runs an express workflow that is stored until it ends. */
  async runExpress(run: Run, stored: Collection<Run>): Promise<void> {
    const outcome = await this.start(run);
    if (outcome.status !== "SUSPENDED") stored.delete(run.record.arn);
  }

  /** The end of an execution is stored, and announced, together with its last event. */
  #journal(record: ExecutionRecord): Journal {
    const { cloud, executions } = this.#parts;
    return openJournal(cloud.store, record.arn, ({ key, atMs, type, details = {} }) => {
      if (key !== "end") return;
      const { output, error, cause } = details;
      const stopped: ExecutionRecord = {
        ...record,
        status: STATUS_OF_END[type] ?? "FAILED",
        stoppedAtMs: atMs,
        ...(typeof output === "string" ? { output } : {}),
        ...(typeof error === "string" ? { error } : {}),
        ...(typeof cause === "string" ? { cause } : {}),
      };
      executions.put(stopped);
      announceStatus(cloud, stopped);
    });
  }

  find(arn: string): Execution | undefined {
    return this.#live.get(arn)?.execution;
  }

  /** The secret of an execution that is under way. */
  seedOf(arn: string): string | undefined {
    return this.#live.get(arn)?.seed;
  }

  /** The end of an execution that is under way. */
  waitFor(arn: string): Promise<ExecutionOutcome> | undefined {
    return this.#live.get(arn)?.done;
  }

  /** Leaves every execution where it is, to be taken up when the cloud starts again. */
  async suspend(): Promise<void> {
    const live = [...this.#live.values()];
    for (const { execution } of live) execution.suspend();
    await Promise.allSettled(live.map(({ done }) => done));
  }
}
