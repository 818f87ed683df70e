import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { invalid } from "../errors.ts";
import { busArn, lookUpBus, type EventsState } from "../events-state.ts";
import { mergeTags } from "../tags.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const createEventBus: Operation<typeof EventBridge, "CreateEventBus", EventsState> = (
  input,
  ctx,
) => {
  const { Name: name = "", Description: description, KmsKeyIdentifier: kmsKeyIdentifier } = input;
  for (const parameter of ["EventSourceName", "DeadLetterConfig", "LogConfig"] as const) {
    if (input[parameter] !== undefined)
      throw new NotEmulatedError("events:CreateEventBus", parameter);
  }
  if (!/^[\w.-]{1,256}$/.test(name)) {
    invalid(
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+`,
    );
  }
  const { accountId } = ctx.principal;
  if (lookUpBus(ctx.state, name, accountId) !== undefined) {
    fail("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
  }
  const now = ctx.cloud.clock.now();
  const arn = busArn(ctx.cloud, accountId, name);
  ctx.state.buses.put(`${accountId}/${name}`, {
    name,
    accountId,
    arn,
    tags: mergeTags({}, input.Tags),
    createdAt: now,
    modifiedAt: now,
    ...(description === undefined ? {} : { description }),
    ...(kmsKeyIdentifier === undefined ? {} : { kmsKeyIdentifier }),
  });
  return { EventBusArn: arn, Description: description, KmsKeyIdentifier: kmsKeyIdentifier };
};
