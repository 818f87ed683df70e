import * as z from "zod";
import { AwsError } from "../../errors.ts";

const MAX_POLICY_BYTES = 20 * 1024; // S3 user guide, "Bucket policies"

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Principals = z.union([z.literal("*"), z.record(z.string(), OneOrMore)]);

const Statement = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: Principals.optional(),
  NotPrincipal: Principals.optional(),
  Action: OneOrMore.optional(),
  NotAction: OneOrMore.optional(),
  Resource: OneOrMore.optional(),
  NotResource: OneOrMore.optional(),
  Condition: z.record(z.string(), z.unknown()).optional(),
});
type Statement = z.infer<typeof Statement>;

const PolicyDocument = z.object({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Statement: z.union([Statement, z.array(Statement)]).transform((value) => [value].flat()),
});

/**
 * Checks a policy to be put on a bucket.
 *
 * @returns Whether it lets everyone in.
 * @throws {AwsError} `MalformedPolicy`.
 */
export function checkBucketPolicy(policy: string, bucketName: string): { isPublic: boolean } {
  if (Buffer.byteLength(policy) > MAX_POLICY_BYTES) {
    throw malformed("Policy exceeds the maximum allowed document size.");
  }
  const { Statement: statements } = parse(policy);
  for (const statement of statements) checkStatement(statement, bucketName);
  return { isPublic: statements.some(letsEveryoneIn) };
}

/** Whether a policy that has been accepted lets everyone in. */
export function isPublicPolicy(policy: string): boolean {
  return parse(policy).Statement.some(letsEveryoneIn);
}

function parse(policy: string): z.infer<typeof PolicyDocument> {
  const document = parseJson(policy);
  const parsed = PolicyDocument.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.findLast((step) => typeof step === "string");
  throw malformed(
    field === undefined
      ? "Policies must be valid JSON and the first byte must be '{'"
      : `Invalid policy syntax: ${field}.`,
  );
}

function parseJson(policy: string): unknown {
  try {
    if (policy.startsWith("{")) return JSON.parse(policy);
  } catch {
    // The message below says it as S3 does.
  }
  throw malformed("Policies must be valid JSON and the first byte must be '{'");
}

function checkStatement(statement: Statement, bucketName: string): void {
  const { Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = statement;
  if ((Principal ?? NotPrincipal) === undefined) throw missing("Principal");
  const actions = Action ?? NotAction;
  if (actions === undefined) throw missing("Action");
  const resources = Resource ?? NotResource;
  if (resources === undefined) throw missing("Resource");
  if (!actions.every((action) => action === "*" || /^s3:/i.test(action))) {
    throw malformed("Policy has invalid action");
  }
  const own = `arn:aws:s3:::${bucketName}`;
  const fits = resources.every(
    (resource) => resource === own || resource.startsWith(`${own}/`) || resource === `${own}*`,
  );
  if (!fits) throw malformed("Policy has invalid resource");
}

/** Conditions may narrow it down, and then S3 looks closer than this does. */
function letsEveryoneIn({ Effect, Principal, Condition }: Statement): boolean {
  if (Effect !== "Allow" || Condition !== undefined || Principal === undefined) return false;
  return Principal === "*" || (Principal["AWS"]?.includes("*") ?? false);
}

function missing(field: string): AwsError {
  return malformed(`Missing required field ${field}`);
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicy", message);
}
