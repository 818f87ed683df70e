import { AWS_VARIABLES } from "@blueprints/lambda-kit/aws-client";
import { readEnvironment } from "@blueprints/lambda-kit/config";
import * as z from "zod/mini";

/** The name of a resource that the template put into the environment. */
export const Name = z.string().check(z.minLength(1));

/** A number of the template's parameters. */
export const PositiveInteger = z.coerce.number().check(z.int(), z.gte(1));

/** An amount of money, or a rate. */
export const Amount = z.coerce.number().check(z.gte(0));

/** What the place index is for. */
export const IntendedUse = z.enum(["Storage", "SingleUse"]);

/**
 * Reads the environment of one function: what AWS clients need, and the variables it names.
 *
 * @throws {ConfigError} naming every variable that is missing or wrong.
 */
export function readEnv<const Variables extends Readonly<Record<string, z.ZodMiniType>>>(
  variables: Variables,
) {
  return readEnvironment(z.object({ ...AWS_VARIABLES, ...variables }));
}

/** Where CloudWatch shows what the functions count. */
export const METRICS = "AddressValidator";
