import { randomUUID } from "node:crypto";
import type * as Sfn from "@aws-sdk/client-sfn";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import type { In } from "../../../service.ts";
import { asStateMachineArn } from "../arns.ts";
import { checkDefinition } from "../check-definition.ts";
import { checkRole } from "../execution-role.ts";
import { checkLogging } from "../logging.ts";
import type { StatesOperation } from "../state.ts";

function checkInput(input: In<typeof Sfn, "UpdateStateMachine">): void {
  const operation = "states:UpdateStateMachine";
  if (input.publish === true) throw new NotEmulatedError(operation, "publish");
  const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
  const given = [definition, roleArn, loggingConfiguration, tracingConfiguration];
  if (input.encryptionConfiguration !== undefined) {
    throw new NotEmulatedError(operation, "encryptionConfiguration");
  }
  if (given.every((value) => value === undefined)) {
    throw new AwsError(
      "MissingRequiredParameter",
      "Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified",
    );
  }
}

/**
 * Changes a state machine; executions that are under way go on with what they started with.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
 */
export const updateStateMachine: StatesOperation<"UpdateStateMachine"> = async (input, ctx) => {
  checkInput(input);
  const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
  const { machines } = ctx.state;
  const machine = machines.get(asStateMachineArn(input.stateMachineArn));
  if (loggingConfiguration !== undefined) checkLogging(loggingConfiguration);
  if (definition !== undefined) await checkDefinition(definition, machine.type);
  if (roleArn !== undefined) checkRole(ctx.cloud, { roleArn, sourceArn: machine.arn });
  const updatedAtMs = ctx.cloud.clock.now();
  const revisionId = randomUUID();
  machines.put({
    ...machine,
    definition: definition ?? machine.definition,
    roleArn: roleArn ?? machine.roleArn,
    logging: loggingConfiguration ?? machine.logging,
    tracing: tracingConfiguration ?? machine.tracing,
    updatedAtMs,
    revisionId,
  });
  return { updateDate: new Date(updatedAtMs), revisionId };
};
