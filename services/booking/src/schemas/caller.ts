import * as z from "zod/mini";
import type { Caller } from "../domain/customer.ts";

/** The scope of tokens that may see and change everyone's bookings. */
const STAFF_SCOPE = "booking/staff";

const Text = z.string().check(z.minLength(1));
const Authorizer = z.object({
  iam: z.nullish(z.object({ userArn: Text })),
  jwt: z.nullish(z.object({ claims: z.object({ sub: Text, scope: z.optional(z.string()) }) })),
});
const ApiEvent = z.object({ requestContext: z.object({ authorizer: Authorizer }) });

/**
 * Who calls, as the API's authorizer knows them. A principal of IAM is staff, or a system of theirs: policies
 * let them in. The bearer of a token is the customer that its subject names, unless a scope says more.
 */
export function callerOf(event: unknown): Caller {
  const { iam, jwt } = z.safeParse(ApiEvent, event).data?.requestContext.authorizer ?? {};
  if (iam) return { kind: "staff", name: iam.userArn };
  if (!jwt) throw new Error("the route has no authorizer");
  const { sub, scope = "" } = jwt.claims;
  if (scope.split(" ").includes(STAFF_SCOPE)) return { kind: "staff", name: sub };
  return { kind: "customer", name: sub, customerId: sub };
}
