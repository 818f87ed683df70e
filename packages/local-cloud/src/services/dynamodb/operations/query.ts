import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { checkConstraints, required } from "../constraints.ts";
import type { Engine } from "../engine.ts";
import { validationError } from "../errors.ts";
import { parseCondition, type ParsedCondition } from "../expressions/condition-parser.ts";
import { satisfies } from "../expressions/evaluate.ts";
import { collectKeyPredicates, fitToKey } from "../expressions/key-condition.ts";
import { partitionBytes } from "../key-codec.ts";
import {
  checkProjected,
  checkSelect,
  readSource,
  readStartKey,
  type Source,
  type StartKey,
} from "../page-request.ts";
import { readPage, type PageRequest } from "../page.ts";
import {
  checkNestedHeads,
  openPlaceholders,
  readCondition,
  readProjection,
  refuseLegacy,
} from "../request-expressions.ts";
import { keyAttributes, type KeySchema } from "../table.ts";
import { equalValues, type Value } from "../value.ts";
import type { DynamoDbOperation } from "./operation.ts";
import { pageAnswer } from "./page-answer.ts";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export const query: DynamoDbOperation<"Query"> = (input, { state: engine }) => {
  checkConstraints(input);
  refuseLegacy("Query", input);
  return pageAnswer(input, readPage(engine.db, readQuery(engine, input)), engine);
};

function readQuery(engine: Engine, input: QueryCommandInput): PageRequest {
  const { KeyConditionExpression, FilterExpression, ProjectionExpression } = input;
  const placeholders = openPlaceholders(input, {
    ProjectionExpression,
    FilterExpression,
    KeyConditionExpression,
  });
  if (KeyConditionExpression === undefined) {
    throw validationError(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
  }
  const keyCondition = parseCondition(
    KeyConditionExpression,
    "KeyConditionExpression",
    placeholders,
  );
  const filter = readCondition(FilterExpression, "FilterExpression", placeholders);
  const projection = readProjection(ProjectionExpression, placeholders);
  placeholders.assertAllUsed();
  const predicates = collectKeyPredicates(keyCondition.condition);

  const source = readSource(engine.table(required(input.TableName, "TableName")), input);
  const { hash, range: sort } = fitToKey(predicates, source.key);
  const start = readStartKey(input, source);
  if (start !== undefined) checkStart(start, { key: source.key, hash }, keyCondition);
  checkNestedHeads(source.table, filter, projection);
  refuseKeysInFilter(source, filter);
  checkSelect(input, source);
  checkProjected(source, filter, projection);
  return {
    range: {
      table: source.table,
      index: source.index,
      partition: partitionBytes(hash),
      sort,
      after: start?.after,
      reverse: input.ScanIndexForward === false,
    },
    limit: input.Limit,
    filter: filter?.condition,
    projection,
    allAttributes: input.Select === "ALL_ATTRIBUTES",
    consistent: input.ConsistentRead === true,
  };
}

function checkStart(
  { item }: StartKey,
  { key, hash }: { key: KeySchema; hash: Value },
  { condition }: ParsedCondition,
): void {
  const start = item[key.hash.name];
  if (start === undefined || !equalValues(start, hash)) {
    throw validationError(
      "The provided starting key is outside query boundaries based on provided conditions",
    );
  }
  if (satisfies(condition, item)) return;
  throw validationError("The provided starting key does not match the range key predicate");
}

function refuseKeysInFilter({ key }: Source, filter: ParsedCondition | undefined): void {
  const used = keyAttributes(key).find(({ name }) => filter?.pathHeads.has(name));
  if (used === undefined) return;
  throw validationError(
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${used.name}`,
  );
}
