import type * as Lambda from "@aws-sdk/client-lambda";
import * as z from "zod";
import { unlessGone } from "../gone.ts";
import { text, word } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html */
export const lambdaLayerVersion = defineResource({
  type: "AWS::Lambda::LayerVersion",
  properties: {
    CompatibleArchitectures: z.array(word<Lambda.Architecture>()).optional(),
    CompatibleRuntimes: z.array(word<Lambda.Runtime>()).optional(),
    Content: z.strictObject({ S3Bucket: text, S3Key: text, S3ObjectVersion: text.optional() }),
    Description: text.optional(),
    LayerName: text.optional(),
    LicenseInfo: text.optional(),
  },
  replaceOn: "all",
  attributes: ["LayerVersionArn"],
  async create(wanted, job) {
    const LayerName = wanted.LayerName ?? job.physicalName({ max: 140 });
    const answer = await job.call("lambda", "PublishLayerVersion", { ...wanted, LayerName });
    const { LayerVersionArn = "" } = answer;
    return { physicalId: LayerVersionArn, attributes: { LayerVersionArn } };
  },
  async remove(job) {
    const [LayerName, version] = job.physicalId.split(":").slice(-2);
    const input = { LayerName, VersionNumber: Number(version) };
    await unlessGone(job.call("lambda", "DeleteLayerVersion", input), "ResourceNotFoundException");
  },
});
