import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { In, Operation } from "../../../service.ts";
import { isPolicy, statementsOf, withStatements, type Statement } from "../bus-policy.ts";
import { invalid } from "../errors.ts";
import { findBus, type EventsState } from "../events-state.ts";
import type { EventBus } from "../model.ts";

type Input = In<typeof EventBridge, "PutPermission">;

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
export const putPermission: Operation<typeof EventBridge, "PutPermission", EventsState> = (
  input,
  ctx,
) => {
  if (input.Condition !== undefined)
    throw new NotEmulatedError("events:PutPermission", "Condition");
  const bus = findBus(ctx.state, input.EventBusName, ctx.principal.accountId);
  const changed =
    input.Policy === undefined ? withStatement(bus, input) : withPolicy(bus, input.Policy);
  const modifiedAt = ctx.cloud.clock.now();
  ctx.state.buses.put(`${bus.accountId}/${bus.name}`, { ...changed, modifiedAt });
  return {};
};

function withPolicy(bus: EventBus, policy: string): EventBus {
  if (!isPolicy(policy)) invalid("Parameter Policy is not valid.");
  return { ...bus, policy };
}

function withStatement(bus: EventBus, input: Input): EventBus {
  const { StatementId: id = "", Principal: principal = "", Action: action } = input;
  if (id === "" || principal === "")
    invalid("Parameter StatementId and Principal must be specified.");
  if (action !== "events:PutEvents") {
    invalid("Provided value in parameter 'action' is not supported.");
  }
  if (principal !== "*" && !/^\d{12}$/.test(principal)) {
    invalid(`Provided value in parameter 'principal' is not valid.`);
  }
  const statement: Statement = {
    Sid: id,
    Effect: "Allow",
    Principal: principal === "*" ? "*" : { AWS: `arn:aws:iam::${principal}:root` },
    Action: action,
    Resource: bus.arn,
  };
  const others = statementsOf(bus).filter(({ Sid }) => Sid !== id);
  return withStatements(bus, [...others, statement]);
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemovePermission.html */
export const removePermission: Operation<typeof EventBridge, "RemovePermission", EventsState> = (
  input,
  ctx,
) => {
  const bus = findBus(ctx.state, input.EventBusName, ctx.principal.accountId);
  const statements = statementsOf(bus);
  const all = input.RemoveAllPermissions === true;
  const kept = all ? [] : statements.filter(({ Sid }) => Sid !== input.StatementId);
  if (!all && kept.length === statements.length) {
    fail("ResourceNotFoundException", "Statement with the provided id does not exist.");
  }
  const modifiedAt = ctx.cloud.clock.now();
  ctx.state.buses.put(`${bus.accountId}/${bus.name}`, { ...withStatements(bus, kept), modifiedAt });
  return {};
};
