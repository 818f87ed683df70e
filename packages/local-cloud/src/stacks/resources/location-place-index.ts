import type { IntendedUse } from "@aws-sdk/client-location";
import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job } from "../job.ts";
import { allTags, tagList, tagMap, text, word } from "../property.ts";
import { defineResource, type Made } from "../resource-type.ts";

const properties = {
  DataSource: text,
  DataSourceConfiguration: z
    .strictObject({ IntendedUse: word<IntendedUse>().optional() })
    .optional(),
  Description: text.optional(),
  IndexName: text,
  PricingPlan: z.literal("RequestBasedUsage").optional(),
  Tags: tagList.optional(),
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-location-placeindex.html */
export const locationPlaceIndex = defineResource({
  type: "AWS::Location::PlaceIndex",
  properties,
  replaceOn: ["DataSource", "IndexName"],
  nameProperty: "IndexName",
  takesStackTags: true,
  attributes: ["Arn", "IndexArn", "CreateTime", "UpdateTime"],
  async create({ PricingPlan: _plan, Tags, ...wanted }, job) {
    const input = { ...wanted, Tags: tagMap(allTags(Tags, job.stackTags)) };
    await unlessResumed(job, job.call("location", "CreatePlaceIndex", input), "ConflictException");
    return described(wanted.IndexName, job);
  },
  async update({ IndexName, Description, DataSourceConfiguration }, job) {
    const input = { IndexName, Description, DataSourceConfiguration };
    await job.call("location", "UpdatePlaceIndex", input);
    return described(IndexName, job);
  },
  async remove(job) {
    const input = { IndexName: job.physicalId };
    await unlessGone(job.call("location", "DeletePlaceIndex", input), "ResourceNotFoundException");
  },
});

async function described(IndexName: string, job: Job): Promise<Made> {
  const {
    IndexArn = "",
    CreateTime,
    UpdateTime,
  } = await job.call("location", "DescribePlaceIndex", {
    IndexName,
  });
  return {
    physicalId: IndexName,
    attributes: {
      Arn: IndexArn,
      IndexArn,
      CreateTime: CreateTime?.toISOString() ?? "",
      UpdateTime: UpdateTime?.toISOString() ?? "",
    },
  };
}
