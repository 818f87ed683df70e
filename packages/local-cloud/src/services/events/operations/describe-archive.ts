import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import type { Archive } from "../archives/archive.ts";
import { findArchive } from "../archives/find-archive.ts";
import { invalid } from "../errors.ts";
import type { EventsState } from "../events-state.ts";
import { page } from "../paging.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeArchive.html */
export const describeArchive: Operation<typeof EventBridge, "DescribeArchive", EventsState> = (
  input,
  ctx,
) => {
  const archive = findArchive(ctx.state, input.ArchiveName ?? "", ctx.principal.accountId);
  return {
    ...show(ctx.state, archive),
    ArchiveArn: archive.arn,
    Description: archive.description,
    EventPattern: archive.eventPattern,
    KmsKeyIdentifier: archive.kmsKeyIdentifier,
  };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListArchives.html */
export const listArchives: Operation<typeof EventBridge, "ListArchives", EventsState> = (
  input,
  { state, principal },
) => {
  const { NamePrefix, EventSourceArn, State } = input;
  const filters = [NamePrefix, EventSourceArn, State].filter((filter) => filter !== undefined);
  if (filters.length > 1) {
    invalid(
      "At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.",
    );
  }
  const found = state.archives.archives
    .entries({ prefix: `${principal.accountId}/${NamePrefix ?? ""}` })
    .map(([, archive]) => archive)
    .filter(({ eventSourceArn }) => (EventSourceArn ?? eventSourceArn) === eventSourceArn)
    .filter(() => (State ?? "ENABLED") === "ENABLED");
  const { items, ...next } = page(found, input);
  return { Archives: items.map((archive) => show(state, archive)), ...next };
};

function show({ archives }: EventsState, archive: Archive): EventBridge.Archive {
  const { eventCount, sizeBytes } = archives.sizeOf(archive);
  return {
    ArchiveName: archive.name,
    EventSourceArn: archive.eventSourceArn,
    State: "ENABLED",
    RetentionDays: archive.retentionDays,
    SizeBytes: sizeBytes,
    EventCount: eventCount,
    CreationTime: new Date(archive.createdAt),
  };
}
