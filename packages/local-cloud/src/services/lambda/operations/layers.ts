import type { GetLayerVersionResponse } from "@aws-sdk/client-lambda";
import { present } from "../../../present.ts";
import { readArchive } from "../code-source.ts";
import { notFound } from "../errors.ts";
import { lambdaTime, type LayerRecord } from "../model.ts";
import { layerArn, layerNameOf } from "../names.ts";
import { numberedKey, type Registry } from "../registry.ts";
import type { LambdaOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html */
export const publishLayerVersion: LambdaOperation<"PublishLayerVersion"> = async (input, ctx) => {
  const { registry } = ctx.state;
  const name = layerNameOf(input.LayerName ?? "");
  const code = await readArchive(input.Content ?? {}, ctx);
  const newest = registry.layers.entries({ prefix: `${name}:` }).at(-1)?.[1];
  const layer: LayerRecord = present({
    name,
    code,
    version: (newest?.version ?? 0) + 1,
    description: input.Description ?? "",
    runtimes: input.CompatibleRuntimes ?? [],
    architectures: input.CompatibleArchitectures ?? [],
    createdAt: lambdaTime(ctx.cloud.clock.now()),
    license: input.LicenseInfo,
  });
  registry.layers.put(numberedKey(name, layer.version), layer);
  ctx.reply.status = 201;
  return describe(layer, registry);
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html */
export const getLayerVersion: LambdaOperation<"GetLayerVersion"> = (input, ctx) =>
  describe(find(input.LayerName, input.VersionNumber, ctx.state.registry), ctx.state.registry);

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html */
export const getLayerVersionByArn: LambdaOperation<"GetLayerVersionByArn"> = (input, ctx) => {
  const { registry } = ctx.state;
  const arn = input.Arn ?? "";
  return describe(find(arn, Number(arn.split(":")[7]), registry), registry);
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteLayerVersion.html */
export const deleteLayerVersion: LambdaOperation<"DeleteLayerVersion"> = (input, ctx) => {
  const name = layerNameOf(input.LayerName ?? "");
  ctx.state.registry.layers.delete(numberedKey(name, input.VersionNumber ?? 0));
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListLayerVersions.html */
export const listLayerVersions: LambdaOperation<"ListLayerVersions"> = (input, ctx) => {
  const { registry } = ctx.state;
  const prefix = `${layerNameOf(input.LayerName ?? "")}:`;
  const layers = registry.layers.entries({ prefix }).map(([, layer]) => layer);
  return { LayerVersions: layers.toReversed().map((layer) => describe(layer, registry)) };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListLayers.html */
export const listLayers: LambdaOperation<"ListLayers"> = (_input, ctx) => {
  const { registry } = ctx.state;
  const newest = new Map(registry.layers.entries().map(([, layer]) => [layer.name, layer]));
  return {
    Layers: [...newest.values()].map((layer) => ({
      LayerName: layer.name,
      LayerArn: layerArn(registry.config, layer.name),
      LatestMatchingVersion: describe(layer, registry),
    })),
  };
};

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

function describe(layer: LayerRecord, { config }: Registry): GetLayerVersionResponse {
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
      Location: `/_local/lambda/${layer.code.sha256}.zip`,
    },
  };
}
