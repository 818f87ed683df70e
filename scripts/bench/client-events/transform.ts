import {
  firehoseAnswer,
  readFirehoseEvent,
  transformEach,
} from "../../../packages/lambda-kit/src/firehose.ts";
import { storedRecord } from "../../../services/client-events/src/domain/stored-record.ts";
import { sampleEvent } from "../../../services/client-events/tools/sample-events.ts";
import { inProcess, type InProcess } from "./in-process.ts";

/** Records of one batch: about what Firehose hands over of 1 MB. */
export const RECORDS = 2000;

interface Answer {
  readonly records: readonly { readonly data?: string }[];
}

function anEvent(n: number): object {
  return {
    version: "0",
    id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    "detail-type": "prod",
    source: "clientevents",
    account: "000000000000",
    time: "2026-01-15T12:00:00Z",
    region: "eu-west-1",
    resources: ["0f8fad5b-d9cb-569f-a165-70867728950e", "request-1"],
    detail: sampleEvent(n, { mark: "bench", wrongEvery: 0 }).event,
  };
}

function aBatch() {
  return {
    invocationId: "i",
    deliveryStreamArn: "arn:aws:firehose:eu-west-1:000000000000:deliverystream/s",
    records: Array.from({ length: RECORDS }, (_, n) => ({
      recordId: `record-${n}`,
      approximateArrivalTimestamp: n,
      data: Buffer.from(JSON.stringify(anEvent(n))).toString("base64"),
    })),
  };
}

/** What we add is not the floor's: it is taken out before the two are compared. */
function comparable({ records }: Answer): unknown {
  return records.map(({ data = "" }) => {
    const line: unknown = JSON.parse(Buffer.from(data, "base64").toString());
    return {
      ...Object(line),
      resources: 0,
      detail: { ...Object(line).detail, accountNumber: 0, requestId: 0 },
    };
  });
}

/** The transformer, and what no transformer can do without. */
export function transformWays(): {
  readonly ways: readonly [floor: InProcess, ours: InProcess];
  readonly comparable: (output: unknown) => unknown;
} {
  const batch = aBatch();
  const floor = inProcess("floor", "base64, JSON.parse, JSON.stringify, base64", (): Answer => ({
    records: batch.records.map(({ data }) => {
      const event: unknown = JSON.parse(Buffer.from(data, "base64").toString());
      return { data: Buffer.from(`${JSON.stringify(event)}\n`).toString("base64") };
    }),
  }));
  const ours = inProcess(
    "ours",
    "the same, checked by the catalogue, the client put inside",
    () => {
      const records = readFirehoseEvent(batch);
      const results = transformEach(records, ({ data }) => {
        const { line, folder } = storedRecord(data);
        const [eventType, schemaVersion] = folder;
        return { result: "Ok", data: line, partitionKeys: { eventType, schemaVersion } };
      });
      return firehoseAnswer(records, results);
    },
  );
  // oxlint-disable-next-line typescript/consistent-type-assertions -- both ways make an answer
  return { ways: [floor, ours], comparable: (output) => comparable(output as Answer) };
}
