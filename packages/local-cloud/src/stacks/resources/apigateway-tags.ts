import type { Job, UpdateJob } from "../job.ts";
import { allTags, tagChanges, tagMap } from "../property.ts";
import type { Tag } from "../records.ts";

/** A resource's own tags over those of its stack, as API Gateway takes them. */
export function tagsFor(job: Job, own: readonly Tag[] | undefined): Record<string, string> {
  return tagMap(allTags(own, job.stackTags));
}

/** Brings the tags of a resource up to date. */
export async function retag<P extends { readonly Tags?: readonly Tag[] | undefined }>(
  wanted: P,
  job: UpdateJob<P>,
  path: string,
): Promise<void> {
  const resourceArn = `arn:aws:apigateway:${job.cloud.config.region}::${path}`;
  const { removed: tagKeys, set } = tagChanges(job, wanted.Tags, job.previous.Tags);
  if (tagKeys.length > 0) await job.call("apigateway", "UntagResource", { resourceArn, tagKeys });
  if (set.length === 0) return;
  await job.call("apigateway", "TagResource", { resourceArn, tags: tagMap(set) });
}
