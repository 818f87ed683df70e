import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import { number, text } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";

const properties = {
  Description: text.optional(),
  FunctionName: text,
  FunctionVersion: text,
  Name: text,
  RoutingConfig: z
    .strictObject({
      AdditionalVersionWeights: z.array(
        z.strictObject({ FunctionVersion: text, FunctionWeight: number }),
      ),
    })
    .optional(),
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
export const lambdaAlias = defineResource({
  type: "AWS::Lambda::Alias",
  properties,
  storedOnly: ["ProvisionedConcurrencyConfig"],
  replaceOn: ["FunctionName", "Name"],
  attributes: ["AliasArn"],
  async create(wanted, job) {
    const call = job.call("lambda", "CreateAlias", { ...wanted, RoutingConfig: routing(wanted) });
    const answer = await unlessResumed(job, call, "ResourceConflictException");
    const { FunctionName, Name } = wanted;
    const { AliasArn = "" } =
      answer ?? (await job.call("lambda", "GetAlias", { FunctionName, Name }));
    return { physicalId: AliasArn, attributes: { AliasArn } };
  },
  async update(wanted, job) {
    const RoutingConfig = routing(wanted) ?? { AdditionalVersionWeights: {} };
    await job.call("lambda", "UpdateAlias", { ...wanted, RoutingConfig });
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    const { FunctionName, Name } = job.properties;
    const call = job.call("lambda", "DeleteAlias", { FunctionName, Name });
    await unlessGone(call, "ResourceNotFoundException");
  },
});

function routing({ RoutingConfig }: Properties<typeof properties>) {
  if (RoutingConfig === undefined) return undefined;
  const weights = RoutingConfig.AdditionalVersionWeights.map(
    ({ FunctionVersion, FunctionWeight }) => [FunctionVersion, FunctionWeight] as const,
  );
  return { AdditionalVersionWeights: Object.fromEntries(weights) };
}
