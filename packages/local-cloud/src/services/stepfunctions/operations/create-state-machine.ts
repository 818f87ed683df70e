import { isDeepStrictEqual } from "node:util";
import type * as Sfn from "@aws-sdk/client-sfn";
import type { Cloud } from "../../../cloud.ts";
import type { In } from "../../../service.ts";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import { checkName, stateMachineArn } from "../arns.ts";
import { checkDefinition } from "../check-definition.ts";
import { checkRole } from "../execution-role.ts";
import { checkLogging } from "../logging.ts";
import type { MachineRecord } from "../machine-store.ts";
import type { StatesOperation } from "../state.ts";
import { mergeTags } from "../tags.ts";

/** Refuses what is not there, rather than doing without. */
function refuseUnemulated(operation: string, input: Partial<Sfn.CreateStateMachineInput>): void {
  if (input.publish === true) throw new NotEmulatedError(operation, "publish");
  const key = input.encryptionConfiguration?.type ?? "AWS_OWNED_KEY";
  if (key !== "AWS_OWNED_KEY") throw new NotEmulatedError(operation, "encryptionConfiguration");
}

function isSame(machine: MachineRecord, wanted: MachineRecord): boolean {
  return (
    machine.definition === wanted.definition &&
    machine.type === wanted.type &&
    isDeepStrictEqual(machine.logging, wanted.logging) &&
    isDeepStrictEqual(machine.tracing, wanted.tracing)
  );
}

function newMachine(input: In<typeof Sfn, "CreateStateMachine">, cloud: Cloud): MachineRecord {
  const name = checkName(input.name ?? "");
  const logging = input.loggingConfiguration ?? { level: "OFF", includeExecutionData: false };
  checkLogging(logging);
  const nowMs = cloud.clock.now();
  return {
    arn: stateMachineArn(cloud.config, name),
    name,
    type: input.type ?? "STANDARD",
    definition: input.definition ?? "",
    roleArn: input.roleArn ?? "",
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    logging,
    tracing: input.tracingConfiguration ?? { enabled: false },
    tags: mergeTags({}, input.tags),
  };
}

/**
 * Creates a state machine; creating the same one again answers the one that is there, whose role
 * and tags stay as they are.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
export const createStateMachine: StatesOperation<"CreateStateMachine"> = async (input, ctx) => {
  refuseUnemulated("states:CreateStateMachine", input);
  const wanted = newMachine(input, ctx.cloud);
  await checkDefinition(wanted.definition, wanted.type);
  checkRole(ctx.cloud, { roleArn: wanted.roleArn, sourceArn: wanted.arn });
  const { machines } = ctx.state;
  const known = machines.find(wanted.arn);
  if (known !== undefined && !isSame(known, wanted)) {
    throw new AwsError(
      "StateMachineAlreadyExists",
      `State Machine Already Exists: '${wanted.arn}'`,
    );
  }
  if (known === undefined) machines.put(wanted);
  const { arn, createdAtMs } = known ?? wanted;
  return { stateMachineArn: arn, creationDate: new Date(createdAtMs) };
};
