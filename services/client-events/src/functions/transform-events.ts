import { firehoseRecords, transformEach } from "@blueprints/lambda-kit/firehose";
import { createMetrics, invocationLog, publishMetrics } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { storedRecord } from "../domain/stored-record.ts";
import { Name, readEnv } from "../env.ts";

const metrics = createMetrics(readEnv({ METRICS_NAMESPACE: Name }).METRICS_NAMESPACE);

/** The records of the delivery stream as they are stored: one line each, in the folder of its event or of its error. */
export const handler = middy()
  .use(invocationLog())
  .use(publishMetrics(metrics))
  .use(firehoseRecords())
  .handler(({ records }) =>
    transformEach(records, ({ data }) => {
      const { line, folder, refusal } = storedRecord(data);
      metrics.addMetric(refusal ?? "StoredEvents", "Count", 1);
      const [eventType, schemaVersion] = folder;
      return { result: "Ok", data: line, partitionKeys: { eventType, schemaVersion } };
    }),
  );
