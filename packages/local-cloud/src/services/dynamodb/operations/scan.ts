import type { ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { checkConstraints, required } from "../constraints.ts";
import type { Engine } from "../engine.ts";
import { validationError } from "../errors.ts";
import { bucketOf, BUCKETS, bucketStart } from "../key-codec.ts";
import {
  checkProjected,
  checkSelect,
  readSource,
  readStartKey,
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
import type { DynamoDbOperation } from "./operation.ts";
import { pageAnswer } from "./page-answer.ts";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scan: DynamoDbOperation<"Scan"> = (input, { state: engine }) => {
  checkConstraints(input);
  refuseLegacy("Scan", input);
  return pageAnswer(input, readPage(engine.db, readScan(engine, input)), engine);
};

function readScan(engine: Engine, input: ScanCommandInput): PageRequest {
  const { FilterExpression, ProjectionExpression } = input;
  const placeholders = openPlaceholders(input, { ProjectionExpression, FilterExpression });
  const segment = readSegment(input);
  const filter = readCondition(FilterExpression, "FilterExpression", placeholders);
  const projection = readProjection(ProjectionExpression, placeholders);
  placeholders.assertAllUsed();

  const source = readSource(engine.table(required(input.TableName, "TableName")), input);
  const start = readStartKey(input, source);
  if (start !== undefined && segment !== undefined) checkStart(start, segment);
  checkNestedHeads(source.table, filter, projection);
  checkSelect(input, source);
  checkProjected(source, filter, projection);
  return {
    range: {
      table: source.table,
      index: source.index,
      ...(segment !== undefined && {
        segment: {
          from: bucketStart(segment.from),
          before: segment.before < BUCKETS ? bucketStart(segment.before) : undefined,
        },
      }),
      after: start?.after,
    },
    limit: input.Limit,
    filter: filter?.condition,
    projection,
    allAttributes: input.Select === "ALL_ATTRIBUTES",
    consistent: input.ConsistentRead === true,
  };
}

/** The buckets of one segment of a parallel scan; the end is exclusive. */
interface Segment {
  readonly number: number;
  readonly total: number;
  readonly from: number;
  readonly before: number;
}

function readSegment(input: ScanCommandInput): Segment | undefined {
  const { Segment: number, TotalSegments: total } = input;
  if (number === undefined && total === undefined) return undefined;
  if (total === undefined) {
    throw validationError(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (number === undefined) {
    throw validationError(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (number >= total) {
    throw validationError(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${number} is not less than TotalSegments: ${total}`,
    );
  }
  const boundary = (segment: number): number => Math.ceil((BUCKETS * segment) / total);
  return { number, total, from: boundary(number), before: boundary(number + 1) };
}

function checkStart({ after }: StartKey, { number, total, from, before }: Segment): void {
  const bucket = bucketOf(after.place.hash);
  if (bucket >= from && bucket < before) return;
  throw validationError(
    `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${total} Segment: ${number}`,
  );
}
