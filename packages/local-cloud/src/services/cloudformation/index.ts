import * as z from "zod";
import { definePlugin } from "../../service.ts";
import { OPERATION_DELIVERY } from "../../stacks/engine/begin.ts";
import type { Engine } from "../../stacks/engine/engine.ts";
import { runOperation } from "../../stacks/engine/run-operation.ts";
import { RESOURCE_TYPES } from "../../stacks/resource-types.ts";
import { openStackStore } from "../../stacks/stack-store.ts";
import { DONE } from "../../store/deliveries.ts";
import { continueUpdateRollback } from "./operations/continue-update-rollback.ts";
import { createChangeSet } from "./operations/create-change-set.ts";
import { createStack } from "./operations/create-stack.ts";
import { deleteChangeSet } from "./operations/delete-change-set.ts";
import { deleteStack } from "./operations/delete-stack.ts";
import { describeChangeSet } from "./operations/describe-change-set.ts";
import { describeStackEvents } from "./operations/describe-stack-events.ts";
import { describeStackResource } from "./operations/describe-stack-resource.ts";
import { describeStackResources } from "./operations/describe-stack-resources.ts";
import { describeStacks } from "./operations/describe-stacks.ts";
import { executeChangeSet } from "./operations/execute-change-set.ts";
import { getStackPolicy } from "./operations/get-stack-policy.ts";
import { getTemplate } from "./operations/get-template.ts";
import { getTemplateSummary } from "./operations/get-template-summary.ts";
import { listChangeSets } from "./operations/list-change-sets.ts";
import { listExports } from "./operations/list-exports.ts";
import { listImports } from "./operations/list-imports.ts";
import { listStackResources } from "./operations/list-stack-resources.ts";
import { listStacks } from "./operations/list-stacks.ts";
import { setStackPolicy } from "./operations/set-stack-policy.ts";
import { updateStack } from "./operations/update-stack.ts";
import { updateTerminationProtection } from "./operations/update-termination-protection.ts";
import { validateTemplate } from "./operations/validate-template.ts";

const OperationPayload = z.object({ stackId: z.string() });

/** CloudFormation: stacks of the resource types in `src/stacks/resources`. */
export const cloudformation = definePlugin<"cloudformation", Engine>({
  id: "cloudformation",
  operations: {
    ContinueUpdateRollback: continueUpdateRollback,
    CreateChangeSet: createChangeSet,
    CreateStack: createStack,
    DeleteChangeSet: deleteChangeSet,
    DeleteStack: deleteStack,
    DescribeChangeSet: describeChangeSet,
    DescribeStackEvents: describeStackEvents,
    DescribeStackResource: describeStackResource,
    DescribeStackResources: describeStackResources,
    DescribeStacks: describeStacks,
    ExecuteChangeSet: executeChangeSet,
    GetStackPolicy: getStackPolicy,
    GetTemplate: getTemplate,
    GetTemplateSummary: getTemplateSummary,
    ListChangeSets: listChangeSets,
    ListExports: listExports,
    ListImports: listImports,
    ListStackResources: listStackResources,
    ListStacks: listStacks,
    SetStackPolicy: setStackPolicy,
    UpdateStack: updateStack,
    UpdateTerminationProtection: updateTerminationProtection,
    ValidateTemplate: validateTemplate,
  },
  support: {
    CreateStack: {
      level: "partial",
      note: "no macros, custom resources, nested stacks, rules, time-outs, rollback triggers or notifications",
    },
    UpdateStack: { level: "partial", note: "stack policies are stored, not enforced" },
    CreateChangeSet: { level: "partial", note: "no imports, no nested stacks" },
    SetStackPolicy: { level: "partial", note: "stored, not enforced" },
    DescribeStacks: { level: "partial", note: "no drift" },
  },
  open(cloud) {
    const engine: Engine = {
      cloud,
      store: openStackStore(cloud.store, cloud.clock),
      types: new Map(RESOURCE_TYPES.map((type) => [type.type, type])),
    };
    cloud.deliveries.handle(OPERATION_DELIVERY, {}, async ({ payload }) => {
      await runOperation(engine, OperationPayload.parse(payload).stackId);
      return cloud.stopping.aborted ? { retryInMs: 0 } : DONE;
    });
    return engine;
  },
});
