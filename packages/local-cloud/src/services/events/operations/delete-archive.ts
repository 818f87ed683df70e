import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { findArchive } from "../archives/find-archive.ts";
import type { EventsState } from "../events-state.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteArchive.html */
export const deleteArchive: Operation<typeof EventBridge, "DeleteArchive", EventsState> = (
  input,
  ctx,
) => {
  const archive = findArchive(ctx.state, input.ArchiveName ?? "", ctx.principal.accountId);
  ctx.cloud.store.transaction(() => ctx.state.archives.remove(archive));
  return {};
};
