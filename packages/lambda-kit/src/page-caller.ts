import * as z from "zod/mini";
import type { Caller } from "./page-link.ts";

const Authorizer = z.object({
  iam: z.nullish(z.object({ userArn: z.string().check(z.minLength(1)) })),
  jwt: z.nullish(z.object({ claims: z.object({ sub: z.string().check(z.minLength(1)) }) })),
});
const ApiEvent = z.object({ requestContext: z.object({ authorizer: z.optional(Authorizer) }) });

/** Headers of the routes that a link opens, too. */
export const BearerHeaders = z.object({ authorization: z.optional(z.string()) });

const BEARER = /^Bearer ([\w-]{43})$/iu;

/** The caller as the API's authorizer knows it, an IAM ARN or the subject of a token; undefined without one. */
function principalOf(event: unknown): string | undefined {
  const { iam, jwt } = z.safeParse(ApiEvent, event).data?.requestContext.authorizer ?? {};
  return iam?.userArn ?? jwt?.claims.sub;
}

/** Who calls a route that the authorizer, or a token, opens. */
export function callerOf(event: unknown, headers: z.infer<typeof BearerHeaders>): Caller {
  const name = principalOf(event);
  if (name !== undefined) return { kind: "principal", name };
  return { kind: "bearer", token: BEARER.exec(headers.authorization ?? "")?.[1] };
}

/** Who calls a route that only the authorizer opens. */
export function callerNameOf(event: unknown): string {
  const name = principalOf(event);
  if (name === undefined) throw new Error("the route has no authorizer");
  return name;
}
