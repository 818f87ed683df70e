import type * as Ssm from "@aws-sdk/client-ssm";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { page } from "../paging.ts";
import { latest, type SsmState } from "../state.ts";
import { parameterView } from "../views.ts";

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
export const getParametersByPath: Operation<typeof Ssm, "GetParametersByPath", SsmState> = (
  input,
  { state, cloud },
) => {
  const path = input.Path ?? "";
  if (!path.startsWith("/")) {
    return fail(
      "ValidationException",
      'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/".',
    );
  }
  const unknown = input.ParameterFilters?.find(({ Key }) => Key !== "Type");
  if (unknown !== undefined)
    throw new NotEmulatedError("GetParametersByPath", `filter ${unknown.Key}`);
  const types = new Set<string>(input.ParameterFilters?.flatMap(({ Values = [] }) => Values));
  const prefix = path.endsWith("/") ? path : `${path}/`;
  const found = state.parameters
    .entries({ prefix })
    .map(([, parameter]) => parameter)
    .filter(({ name }) => input.Recursive === true || !name.slice(prefix.length).includes("/"))
    .filter((parameter) => types.size === 0 || types.has(latest(parameter).type));
  const { items, NextToken } = page(found, { ...input, MaxResults: input.MaxResults ?? 10 });
  const options = { config: cloud.config, decrypt: input.WithDecryption === true };
  const Parameters = items.map((parameter) =>
    parameterView({ parameter, version: latest(parameter), selector: undefined }, options),
  );
  return { Parameters, NextToken };
};
