import { readEnvironment } from "@blueprints/lambda-kit/config";
import * as z from "zod/mini";

/** The name of a resource that the template put into the environment. */
export const Name = z.string().check(z.minLength(1));

// Lambda sets the AWS_ variables; `sls invoke local` takes them from the shell or the profile. Asking for
// them here ends a run without credentials at once, instead of after the SDK has looked everywhere.
const Aws = {
  AWS_REGION: Name,
  AWS_ACCESS_KEY_ID: Name,
  AWS_SECRET_ACCESS_KEY: Name,
  AWS_SESSION_TOKEN: z.optional(z.string()),
};

/** What a function needs to call AWS as itself. */
export type AwsEnv = z.infer<z.ZodMiniObject<typeof Aws>>;

/** Percent. */
export const Percent = z.coerce.number().check(z.gte(0), z.lte(100));

/**
 * Reads the environment of one function: Lambda's own part, and the variables it names.
 *
 * @throws {ConfigError} naming every variable that is missing or wrong.
 */
export function readEnv<const Variables extends Readonly<Record<string, z.ZodMiniType>>>(
  variables: Variables,
) {
  return readEnvironment(z.object({ ...Aws, ...variables }));
}
