import { toConfiguration } from "../describe-function.ts";
import { parseFunctionRef } from "../names.ts";
import { describeVersion } from "../publish.ts";
import type { LambdaOperation } from "../state.ts";

const MAX_PAGE = 50; // items per page of the list operations; Lambda API reference

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const listFunctions: LambdaOperation<"ListFunctions"> = (input, ctx) => {
  const { registry } = ctx.state;
  const { config } = registry;
  const limit = Math.min(input.MaxItems ?? MAX_PAGE, MAX_PAGE);
  const found = registry.functions.entries({ after: input.Marker ?? "", limit: limit + 1 });
  const page = found.slice(0, limit);
  const functions = page.flatMap(([name, fn]) => {
    const latest = toConfiguration(fn.latest, { config, name, qualifier: "$LATEST" });
    if (input.FunctionVersion !== "ALL") return [toConfiguration(fn.latest, { config, name })];
    const versions = registry.versions.entries({ prefix: `${name}:` });
    return [latest, ...versions.map(([, version]) => describeVersion(fn, version, registry))];
  });
  return {
    Functions: functions,
    NextMarker: found.length > limit ? page.at(-1)?.[0] : undefined,
  };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export const listVersionsByFunction: LambdaOperation<"ListVersionsByFunction"> = (input, ctx) => {
  const { registry } = ctx.state;
  const { config } = registry;
  const fn = registry.get(parseFunctionRef(input.FunctionName, config));
  const limit = Math.min(input.MaxItems ?? MAX_PAGE, MAX_PAGE);
  const prefix = `${fn.name}:`;
  const found = registry.versions.entries({ prefix, after: input.Marker ?? "", limit: limit + 1 });
  const page = found.slice(0, limit);
  const latest = toConfiguration(fn.latest, { config, name: fn.name, qualifier: "$LATEST" });
  return {
    Versions: [
      ...(input.Marker === undefined ? [latest] : []),
      ...page.map(([, version]) => describeVersion(fn, version, registry)),
    ],
    NextMarker: found.length > limit ? page.at(-1)?.[0] : undefined,
  };
};
