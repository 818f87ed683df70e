import { definePlugin } from "../../service.ts";
import { openExecutions } from "./execution-store.ts";
import { openExecutionLogs } from "./logging.ts";
import { roleOf } from "./execution-role.ts";
import { openMachines } from "./machine-store.ts";
import { createStateMachine } from "./operations/create-state-machine.ts";
import { deleteStateMachine } from "./operations/delete-state-machine.ts";
import { describeExecution } from "./operations/describe-execution.ts";
import { describeStateMachineForExecution } from "./operations/describe-state-machine-for-execution.ts";
import { describeStateMachine } from "./operations/describe-state-machine.ts";
import { getExecutionHistory } from "./operations/get-execution-history.ts";
import { listExecutions } from "./operations/list-executions.ts";
import { listStateMachines } from "./operations/list-state-machines.ts";
import { sendTaskFailure } from "./operations/send-task-failure.ts";
import { sendTaskHeartbeat } from "./operations/send-task-heartbeat.ts";
import { sendTaskSuccess } from "./operations/send-task-success.ts";
import { startExecution } from "./operations/start-execution.ts";
import { startSyncExecution } from "./operations/start-sync-execution.ts";
import { stopExecution } from "./operations/stop-execution.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tags.ts";
import { updateStateMachine } from "./operations/update-state-machine.ts";
import { validateStateMachineDefinition } from "./operations/validate-state-machine-definition.ts";
import { Runner, type Run } from "./runner.ts";
import type { StepFunctionsState } from "./state.ts";
import { handleStatusChanges } from "./status-change.ts";
import { createIntegrations } from "./tasks/integrations.ts";

const NO_VERSIONS = "no versions, no aliases, no customer managed keys; X-Ray tracing only stored";

/** AWS Step Functions: standard and express workflows in JSONPath and JSONata. */
export const stepfunctions = definePlugin<"states", StepFunctionsState>({
  id: "states",
  operations: {
    CreateStateMachine: createStateMachine,
    DeleteStateMachine: deleteStateMachine,
    DescribeExecution: describeExecution,
    DescribeStateMachine: describeStateMachine,
    DescribeStateMachineForExecution: describeStateMachineForExecution,
    GetExecutionHistory: getExecutionHistory,
    ListExecutions: listExecutions,
    ListStateMachines: listStateMachines,
    ListTagsForResource: listTagsForResource,
    SendTaskFailure: sendTaskFailure,
    SendTaskHeartbeat: sendTaskHeartbeat,
    SendTaskSuccess: sendTaskSuccess,
    StartExecution: startExecution,
    StartSyncExecution: startSyncExecution,
    StopExecution: stopExecution,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateStateMachine: updateStateMachine,
    ValidateStateMachineDefinition: validateStateMachineDefinition,
  },
  support: {
    CreateStateMachine: {
      level: "partial",
      note: `${NO_VERSIONS}; no activities, no task credentials, no ItemReader or ResultWriter; items of a distributed map run in their parent's process and have no executions of their own; optimised integrations: lambda, sqs, sns, events, dynamodb, states`,
    },
    UpdateStateMachine: { level: "partial", note: NO_VERSIONS },
    DeleteStateMachine: { level: "partial", note: "at once, executions included" },
    DescribeExecution: { level: "partial", note: "no redrive" },
    ListExecutions: { level: "partial", note: "no map runs, no redrive" },
    ValidateStateMachineDefinition: { level: "partial", note: "errors only, no warnings" },
  },
  open(cloud) {
    const machines = openMachines(cloud.store);
    const executions = openExecutions(cloud.store);
    const logs = openExecutionLogs(cloud);
    const runner: Runner = new Runner({
      cloud,
      executions,
      logs,
      integrationsFor: (record) =>
        createIntegrations(async () => ({
          cloud,
          as: await roleOf(cloud, record),
          executions,
          runner: () => runner,
        })),
    });
    handleStatusChanges(cloud);
    const express = cloud.store.collection<Run>("states.express");
    const resumed = Promise.withResolvers<void>();
    return { machines, executions, express, runner, logs, resumed };
  },
  start({ machines, executions, express, runner, resumed }) {
    for (const record of executions.running()) {
      const definition = executions.definitionOf(record.arn);
      const logging = machines.find(record.machineArn)?.logging ?? {};
      runner.resume({ record, definition, type: "STANDARD", logging });
    }
    for (const [, run] of express.entries()) void runner.runExpress(run, express);
    resumed.resolve();
  },
  async stop({ runner, logs }) {
    await runner.suspend();
    await logs.flush();
  },
});
