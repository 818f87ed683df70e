import type { GetLayerVersionResponse } from "@aws-sdk/client-lambda";
import { present } from "../../../present.ts";
import { readArchive } from "../code-source.ts";
import { notFound, validationError } from "../errors.ts";
import { lambdaTime, type LayerRecord } from "../model.ts";
import { layerArn, layerNameOf } from "../names.ts";
import { page } from "../paging.ts";
import { numberedKey, type Registry } from "../registry.ts";
import { layerPolicyKey } from "./layer-permissions.ts";
import type { LambdaContext, LambdaOperation } from "../state.ts";

const NAME_RULE =
  "Member must satisfy regular expression pattern: (arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+";
const VERSION_ARN_RULE =
  "Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html */
export const publishLayerVersion: LambdaOperation<"PublishLayerVersion"> = async (input, ctx) => {
  const { registry } = ctx.state;
  const name = layerNameOf(input.LayerName ?? "");
  if (!/^[\w-]{1,140}$/.test(name)) throw validationError("layerName", name, NAME_RULE);
  const code = await readArchive(input.Content ?? {}, ctx);
  const layer: LayerRecord = present({
    name,
    code,
    version: nextVersion(name, registry),
    description: input.Description ?? "",
    runtimes: input.CompatibleRuntimes ?? [],
    architectures: input.CompatibleArchitectures ?? [],
    createdAt: lambdaTime(ctx.cloud.clock.now()),
    license: input.LicenseInfo,
  });
  ctx.cloud.store.transaction(() => {
    registry.layers.put(numberedKey(name, layer.version), layer);
    registry.nextLayerVersions.put(name, layer.version + 1);
  });
  ctx.reply.status = 201;
  return describe(layer, ctx);
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html */
export const getLayerVersion: LambdaOperation<"GetLayerVersion"> = (input, ctx) =>
  describe(find(input.LayerName, input.VersionNumber, ctx.state.registry), ctx);

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html */
export const getLayerVersionByArn: LambdaOperation<"GetLayerVersionByArn"> = (input, ctx) => {
  const { registry } = ctx.state;
  const arn = input.Arn ?? "";
  const version = /^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:layer:[\w-]+:(\d+)$/.exec(arn)?.[1];
  if (version === undefined) throw validationError("arn", arn, VERSION_ARN_RULE);
  return describe(find(arn, Number(version), registry), ctx);
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteLayerVersion.html */
export const deleteLayerVersion: LambdaOperation<"DeleteLayerVersion"> = (input, ctx) => {
  const name = layerNameOf(input.LayerName ?? "");
  const { registry } = ctx.state;
  const version = input.VersionNumber ?? 0;
  ctx.cloud.store.transaction(() => {
    registry.layers.delete(numberedKey(name, version));
    registry.policies.delete(layerPolicyKey(name, version));
  });
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListLayerVersions.html */
export const listLayerVersions: LambdaOperation<"ListLayerVersions"> = (input, ctx) => {
  const { registry } = ctx.state;
  const prefix = `${layerNameOf(input.LayerName ?? "")}:`;
  const layers = registry.layers.entries({ prefix }).map(([, layer]) => layer);
  const { items, NextMarker } = page(layers.filter(fits(input)).toReversed(), input);
  return { LayerVersions: items.map((layer) => describe(layer, ctx)), NextMarker };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListLayers.html */
export const listLayers: LambdaOperation<"ListLayers"> = (input, ctx) => {
  const { registry } = ctx.state;
  const layers = registry.layers.entries().map(([, layer]) => layer);
  const newest = new Map(layers.filter(fits(input)).map((layer) => [layer.name, layer]));
  const { items, NextMarker } = page([...newest.values()], input);
  return {
    NextMarker,
    Layers: items.map((layer) => ({
      LayerName: layer.name,
      LayerArn: layerArn(registry.config, layer.name),
      LatestMatchingVersion: describe(layer, ctx),
    })),
  };
};

/** Layers of older data directories have no counter yet. */
function nextVersion(name: string, { layers, nextLayerVersions }: Registry): number {
  const newest = layers.entries({ prefix: `${name}:` }).at(-1)?.[1];
  return nextLayerVersions.get(name) ?? (newest?.version ?? 0) + 1;
}

/** A layer that names no runtimes or architectures fits no filter, as on AWS. */
function fits(wanted: {
  CompatibleRuntime?: string | undefined;
  CompatibleArchitecture?: string | undefined;
}): (layer: LayerRecord) => boolean {
  const { CompatibleRuntime: runtime, CompatibleArchitecture: architecture } = wanted;
  return ({ runtimes, architectures }) =>
    (runtime === undefined || runtimes.includes(runtime)) &&
    (architecture === undefined || architectures.includes(architecture));
}

function find(
  name: string | undefined,
  version: number | undefined,
  registry: Registry,
): LayerRecord {
  const layer = registry.layers.get(numberedKey(layerNameOf(name ?? ""), version ?? 0));
  if (layer === undefined) throw notFound("The resource you requested does not exist.");
  return layer;
}

type LayerRuntime = NonNullable<GetLayerVersionResponse["CompatibleRuntimes"]>[number];
type LayerArchitecture = NonNullable<GetLayerVersionResponse["CompatibleArchitectures"]>[number];

function describe(layer: LayerRecord, { state, endpoint }: LambdaContext): GetLayerVersionResponse {
  const { config } = state.registry;
  return {
    LayerArn: layerArn(config, layer.name),
    LayerVersionArn: layerArn(config, layer.name, layer.version),
    Version: layer.version,
    Description: layer.description,
    CreatedDate: layer.createdAt,
    LicenseInfo: layer.license,
    // oxlint-disable-next-line typescript/consistent-type-assertions -- as the client gave them
    CompatibleRuntimes: [...layer.runtimes] as LayerRuntime[],
    // oxlint-disable-next-line typescript/consistent-type-assertions -- as the client gave them
    CompatibleArchitectures: [...layer.architectures] as LayerArchitecture[],
    Content: {
      CodeSha256: Buffer.from(layer.code.sha256, "hex").toString("base64"),
      CodeSize: layer.code.sizeBytes,
      Location: `${endpoint}/_local/lambda/${layer.code.sha256}.zip`,
    },
  };
}
