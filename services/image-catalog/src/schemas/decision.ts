import * as z from "zod/mini";
import { DECISIONS } from "../domain/decision.ts";

/** Body of `POST /images/{id}/decision`. */
export const DecisionRequest = z.strictObject({
  decision: z.enum(DECISIONS),
  /** Why; recorded with a rejection. */
  comment: z._default(z.string().check(z.maxLength(1000)), ""),
  /** Of the content that was looked at, as the mail has it: refuses the decision if it was overwritten. */
  etag: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
});

/** Answer of `POST /images/{id}/decision`: the workflow goes on. */
export const DecisionAccepted = z.strictObject({ id: z.string(), decision: z.enum(DECISIONS) });

const Authorizer = z.object({
  iam: z.nullish(z.object({ userArn: z.nullish(z.string()) })),
  jwt: z.nullish(z.object({ claims: z.object({ sub: z.optional(z.string()) }) })),
});
const ApiEvent = z.object({ requestContext: z.object({ authorizer: z.optional(Authorizer) }) });

/** Who calls, as the API's authorizer knows them: an IAM ARN, or the subject of a token. */
export function callerOf(event: unknown): string {
  const parsed = z.safeParse(ApiEvent, event);
  const { iam, jwt } = parsed.data?.requestContext.authorizer ?? {};
  return iam?.userArn ?? jwt?.claims.sub ?? "unknown";
}
