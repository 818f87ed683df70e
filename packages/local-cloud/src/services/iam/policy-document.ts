import * as z from "zod";
import { AwsError } from "../../errors.ts";

const oneOrMany = z.union([z.string(), z.array(z.string()).min(1)]);
const principal = z.union([z.literal("*"), z.record(z.string(), oneOrMany)]);

const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: oneOrMany.optional(),
  NotAction: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  NotResource: oneOrMany.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

const PolicyDocument = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: z.string().optional(),
  Statement: z.union([Statement.transform((one) => [one]), z.array(Statement).min(1)]),
});

type StatementShape = z.infer<typeof Statement>;

/**
 * Refuses a text that is no identity policy.
 *
 * @throws {AwsError} `MalformedPolicyDocument`.
 */
export function checkIdentityPolicy(text: string): void {
  for (const statement of read(text).Statement) {
    requireActions(statement);
    if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
      refuse("Policy document should not specify a principal.");
    }
    if (statement.Resource === undefined && statement.NotResource === undefined) {
      refuse("Policy statement must contain resources.");
    }
  }
}

/**
 * Refuses a text that is no trust policy.
 *
 * @throws {AwsError} `MalformedPolicyDocument`.
 */
export function checkTrustPolicy(text: string): void {
  for (const statement of read(text).Statement) {
    requireActions(statement);
    if (statement.Resource !== undefined || statement.NotResource !== undefined) {
      refuse("Has prohibited field Resource");
    }
    if (statement.Principal === undefined && statement.NotPrincipal === undefined) {
      refuse("Missing required field Principal");
    }
    const actions = [statement.Action ?? []].flat();
    if (actions.some((action) => action !== "*" && !/^sts:/iu.test(action))) {
      refuse("AssumeRole policy may only specify STS AssumeRole actions.");
    }
  }
}

function requireActions({ Action, NotAction }: StatementShape): void {
  if (Action === undefined && NotAction === undefined) {
    refuse("Policy statement must contain actions.");
  }
  const malformed = [Action ?? NotAction ?? []]
    .flat()
    .find((action) => !/^(?:\*|[\w-]+:.+)$/u.test(action));
  if (malformed !== undefined) {
    refuse(`Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.`);
  }
}

function read(text: string): z.infer<typeof PolicyDocument> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("This policy contains invalid Json");
  }
  const result = PolicyDocument.safeParse(value);
  return result.success ? result.data : refuse("Syntax errors in policy.");
}

function refuse(message: string): never {
  throw new AwsError("MalformedPolicyDocument", message);
}
