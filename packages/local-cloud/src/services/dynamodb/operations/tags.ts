import { AwsError } from "../../../errors.ts";
import { required } from "../constraints.ts";
import type { Engine } from "../engine.ts";
import { resourceNotFound, validationError } from "../errors.ts";
import { readTags } from "../table-definition.ts";
import type { Table } from "../table.ts";
import type { DynamoDbOperation } from "./operation.ts";

const MAX_TAGS = 50;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export const tagResource: DynamoDbOperation<"TagResource"> = (input, { state: engine }) => {
  const tags = required(input.Tags, "Tags");
  if (tags.length === 0) throw validationError("Atleast one Tag needs to be provided as Input.");
  engine.transaction(() => {
    const table = taggedTable(engine, input.ResourceArn);
    const merged = Object.assign(readTags([]), table.tags, readTags(tags));
    if (Object.keys(merged).length > MAX_TAGS) {
      throw validationError(`Too many tags: a resource can have at most ${MAX_TAGS}`);
    }
    engine.tables.update({ ...table, tags: merged });
  });
  return {};
};

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export const untagResource: DynamoDbOperation<"UntagResource"> = (input, { state: engine }) => {
  const keys = required(input.TagKeys, "TagKeys");
  if (keys.length === 0) {
    throw validationError("Atleast one Tag Key needs to be provided as Input.");
  }
  engine.transaction(() => {
    const table = taggedTable(engine, input.ResourceArn);
    const left = Object.entries(table.tags).filter(([key]) => !keys.includes(key));
    const tags = readTags(left.map(([Key, Value]) => ({ Key, Value })));
    engine.tables.update({ ...table, tags });
  });
  return {};
};

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
export const listTagsOfResource: DynamoDbOperation<"ListTagsOfResource"> = (
  input,
  { state: engine },
) => {
  const { tags } = taggedTable(engine, input.ResourceArn);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};

function taggedTable(engine: Engine, arn: string | undefined): Table {
  const resource = required(arn, "ResourceArn");
  if (!/^arn:aws:dynamodb:.+:\d+:table\/[^/]{3,}$/.test(resource)) {
    throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${resource}`);
  }
  try {
    return engine.table(resource);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw resourceNotFound(`Requested resource not found: ResourcArn: ${resource} not found`); // sic
  }
}
