import { AWS_VARIABLES } from "@blueprints/lambda-kit/aws-client";
import { readEnvironment } from "@blueprints/lambda-kit/config";
import * as z from "zod/mini";

/** The name of a table that the template put into the environment. */
export const Name = z.string().check(z.minLength(1));

/**
 * Reads the environment of one function: what AWS clients need, and the tables it names.
 *
 * @throws {ConfigError} naming every variable that is missing or wrong.
 */
export function readEnv<const Variables extends Readonly<Record<string, z.ZodMiniType>>>(
  variables: Variables,
) {
  return readEnvironment(z.object({ ...AWS_VARIABLES, ...variables }));
}
