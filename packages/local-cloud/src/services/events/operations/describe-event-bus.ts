import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { findBus, type EventsState } from "../events-state.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html */
export const describeEventBus: Operation<typeof EventBridge, "DescribeEventBus", EventsState> = (
  input,
  ctx,
) => {
  const bus = findBus(ctx.state, input.Name, ctx.principal.accountId);
  return {
    Name: bus.name,
    Arn: bus.arn,
    Description: bus.description,
    KmsKeyIdentifier: bus.kmsKeyIdentifier,
    Policy: bus.policy,
    CreationTime: new Date(bus.createdAt),
    LastModifiedTime: new Date(bus.modifiedAt),
  };
};
