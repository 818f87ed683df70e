import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { fail } from "../../../errors.ts";
import type { CallContext, Operation } from "../../../service.ts";
import { findArchive } from "../archives/find-archive.ts";
import type { Archive } from "../archives/archive.ts";
import { invalid } from "../errors.ts";
import { findBus, type EventsState } from "../events-state.ts";
import { checkName } from "../name-check.ts";
import { readPattern } from "../pattern-check.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
export const createArchive: Operation<typeof EventBridge, "CreateArchive", EventsState> = (
  input,
  ctx,
) => {
  const name = checkName(input.ArchiveName, { at: "archiveName", max: 48 });
  const { accountId } = ctx.principal;
  const key = `${accountId}/${name}`;
  if (ctx.state.archives.archives.get(key) !== undefined) {
    fail("ResourceAlreadyExistsException", `Archive ${name} already exists.`);
  }
  const eventSourceArn = input.EventSourceArn ?? "";
  if (!/^arn:[^:]+:events:[^:]*:\d{12}:event-bus\/.+$/.test(eventSourceArn)) {
    invalid("Parameter EventSourceArn is not valid. Reason: Must contain an event bus ARN.");
  }
  findBus(ctx.state, eventSourceArn, accountId);
  const archive: Archive = {
    name,
    accountId,
    arn: `arn:aws:events:${ctx.cloud.config.region}:${accountId}:archive/${name}`,
    eventSourceArn,
    description: input.Description,
    eventPattern: input.EventPattern && checkPattern(input.EventPattern),
    retentionDays: checkRetention(input.RetentionDays),
    kmsKeyIdentifier: input.KmsKeyIdentifier,
    createdAt: ctx.cloud.clock.now(),
  };
  return stored(ctx, archive);
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateArchive.html */
export const updateArchive: Operation<typeof EventBridge, "UpdateArchive", EventsState> = (
  input,
  ctx,
) => {
  const archive = findArchive(ctx.state, input.ArchiveName ?? "", ctx.principal.accountId);
  return stored(ctx, {
    ...archive,
    description: input.Description ?? archive.description,
    eventPattern:
      input.EventPattern === undefined ? archive.eventPattern : checkPattern(input.EventPattern),
    retentionDays:
      input.RetentionDays === undefined
        ? archive.retentionDays
        : checkRetention(input.RetentionDays),
    kmsKeyIdentifier: input.KmsKeyIdentifier ?? archive.kmsKeyIdentifier,
  });
};

function stored({ state }: CallContext<EventsState>, archive: Archive) {
  state.archives.archives.put(`${archive.accountId}/${archive.name}`, archive);
  return {
    ArchiveArn: archive.arn,
    State: "ENABLED" as const,
    CreationTime: new Date(archive.createdAt),
  };
}

function checkPattern(text: string): string {
  readPattern(text);
  return text;
}

function checkRetention(days = 0): number {
  if (Number.isInteger(days) && days >= 0 && days <= 2 ** 31 - 1) return days;
  return invalid(
    `1 validation error detected: Value '${days}' at 'retentionDays' failed to satisfy constraint: Member must have value greater than or equal to 0`,
  );
}
