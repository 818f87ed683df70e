import { invalidParameter, staleRevision } from "../errors.ts";
import { parseFunctionRef } from "../names.ts";
import { describeVersion, publishVersion as publish } from "../publish.ts";
import type { LambdaOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
export const publishVersion: LambdaOperation<"PublishVersion"> = (input, ctx) => {
  const { registry } = ctx.state;
  const fn = registry.get(parseFunctionRef(input.FunctionName, registry.config));
  const sha256 = Buffer.from(fn.latest.code.sha256, "hex").toString("base64");
  if (input.CodeSha256 !== undefined && input.CodeSha256 !== sha256) {
    throw invalidParameter(
      `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${sha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  if (input.RevisionId !== undefined && input.RevisionId !== fn.latest.revisionId) {
    throw staleRevision();
  }
  const version = publish(fn, {
    registry,
    store: ctx.cloud.store,
    now: ctx.cloud.clock.now(),
    ...(input.Description === undefined ? {} : { description: input.Description }),
  });
  ctx.reply.status = 201;
  return describeVersion(fn, version, registry);
};
