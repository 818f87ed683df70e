import { randomUUID } from "node:crypto";
import type { AliasConfiguration } from "@aws-sdk/client-lambda";
import type * as Lambda from "@aws-sdk/client-lambda";
import { present } from "../../../present.ts";
import type { In } from "../../../service.ts";
import { conflict, invalidParameter, notFound, staleRevision, validationError } from "../errors.ts";
import type { AliasRecord } from "../model.ts";
import { functionArn, parseFunctionRef } from "../names.ts";
import { page } from "../paging.ts";
import type { Registry } from "../registry.ts";
import type { LambdaOperation } from "../state.ts";

const WEIGHT_RULE =
  "Map value must satisfy constraint: [Member must have value between 0.0 and 1.0]";
const ALIAS_PATTERN = /^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const createAlias: LambdaOperation<"CreateAlias"> = (input, ctx) => {
  const { registry } = ctx.state;
  const { name: functionName } = registry.get(
    parseFunctionRef(input.FunctionName, registry.config),
  );
  const name = input.Name ?? "";
  if (!ALIAS_PATTERN.test(name)) {
    throw validationError(
      "name",
      name,
      "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    );
  }
  const key = `${functionName}:${name}`;
  if (registry.aliases.get(key) !== undefined) {
    throw conflict(`Alias already exists: ${functionArn(registry.config, functionName, name)}`);
  }
  const alias = readAlias(input, { name, functionName, registry, base: {} });
  registry.aliases.put(key, alias);
  ctx.reply.status = 201;
  return describeAlias(functionName, alias, registry);
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
export const updateAlias: LambdaOperation<"UpdateAlias"> = (input, ctx) => {
  const { registry } = ctx.state;
  const { functionName, alias } = find(input, registry);
  if (input.RevisionId !== undefined && input.RevisionId !== alias.revisionId) {
    throw staleRevision();
  }
  const next = readAlias(input, { name: alias.name, functionName, registry, base: alias });
  registry.aliases.put(`${functionName}:${alias.name}`, next);
  return describeAlias(functionName, next, registry);
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export const getAlias: LambdaOperation<"GetAlias"> = (input, ctx) => {
  const { registry } = ctx.state;
  const { functionName, alias } = find(input, registry);
  return describeAlias(functionName, alias, registry);
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html */
export const deleteAlias: LambdaOperation<"DeleteAlias"> = (input, ctx) => {
  const { registry } = ctx.state;
  const { name } = registry.get(parseFunctionRef(input.FunctionName, registry.config));
  // Deleting an alias that is not there succeeds on AWS too.
  registry.aliases.delete(`${name}:${input.Name ?? ""}`);
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export const listAliases: LambdaOperation<"ListAliases"> = (input, ctx) => {
  const { registry } = ctx.state;
  const { name } = registry.get(parseFunctionRef(input.FunctionName, registry.config));
  const { FunctionVersion: version } = input;
  const aliases = registry.aliases
    .entries({ prefix: `${name}:` })
    .map(([, alias]) => alias)
    .filter((alias) => version === undefined || alias.version === version);
  const { items, NextMarker } = page(aliases, input);
  return { Aliases: items.map((alias) => describeAlias(name, alias, registry)), NextMarker };
};

function find(
  input: { FunctionName?: string | undefined; Name?: string | undefined },
  registry: Registry,
): { functionName: string; alias: AliasRecord } {
  const { config } = registry;
  const { name: functionName } = registry.get(parseFunctionRef(input.FunctionName, config));
  const alias = registry.aliases.get(`${functionName}:${input.Name ?? ""}`);
  if (alias === undefined) {
    throw notFound(`Cannot find alias arn: ${functionArn(config, functionName, input.Name)}`);
  }
  return { functionName, alias };
}

function readAlias(
  input: In<typeof Lambda, "UpdateAlias">,
  at: { name: string; functionName: string; registry: Registry; base: Partial<AliasRecord> },
): AliasRecord {
  const { name, base } = at;
  const version = input.FunctionVersion ?? base.version ?? "";
  const given = input.RoutingConfig?.AdditionalVersionWeights ?? base.weights ?? {};
  const weights = Object.keys(given).length === 0 ? undefined : given; // none ends the sharing
  checkVersions([version, ...Object.keys(given)], at);
  checkWeights(version, given);
  const description = input.Description ?? base.description ?? "";
  return present({ name, version, description, weights, revisionId: randomUUID() });
}

function checkVersions(
  versions: readonly string[],
  { functionName, registry }: { functionName: string; registry: Registry },
): void {
  if (versions.length > 2) {
    throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  }
  for (const qualifier of versions) {
    if (!/^(\$LATEST|\d+)$/.test(qualifier)) {
      const rule = "Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)";
      throw validationError("functionVersion", qualifier, rule);
    }
    registry.resolve({ name: functionName, qualifier });
  }
}

function checkWeights(version: string, weights: Readonly<Record<string, number>>): void {
  for (const [other, weight] of Object.entries(weights)) {
    if (weight < 0 || weight > 1) {
      const text = JSON.stringify(weights);
      throw validationError("routingConfig.additionalVersionWeights", text, WEIGHT_RULE);
    }
    if (version === "$LATEST" || other === "$LATEST") {
      throw invalidParameter(
        "$LATEST is not supported for an alias pointing to more than 1 version",
      );
    }
    if (other === version) {
      throw invalidParameter(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      );
    }
  }
}

function describeAlias(
  functionName: string,
  alias: AliasRecord,
  { config }: Registry,
): AliasConfiguration {
  return {
    AliasArn: functionArn(config, functionName, alias.name),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
    RoutingConfig:
      alias.weights === undefined ? undefined : { AdditionalVersionWeights: { ...alias.weights } },
  };
}
