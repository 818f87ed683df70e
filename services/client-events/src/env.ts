import { readEnvironment } from "@blueprints/lambda-kit/config";
import * as z from "zod/mini";

/** A value that the template put into the environment. */
export const Name = z.string().check(z.minLength(1));

/** How many there are of something that there must be. */
export const PositiveCount = z.coerce.number().check(z.int(), z.gte(1));

/** Where something answers, without a slash at the end. */
export const Url = z.string().check(z.regex(/^https?:\/\/[^\s/]+(?:\/[^\s/]+)*$/u));

/**
 * Reads the variables that one function names.
 *
 * @throws {ConfigError} naming every variable that is missing or wrong.
 */
export function readEnv<const Variables extends Readonly<Record<string, z.ZodMiniType>>>(
  variables: Variables,
) {
  return readEnvironment(z.object(variables));
}
