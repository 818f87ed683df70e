import { logger } from "@blueprints/lambda-kit/observe";
import type { StoredBatch } from "./store-batch.ts";

const MAX_NAMED = 20; // records in a log line; the quarantine has them all

/** Adds to a metric. */
export type Count = (name: string, count: number) => void;

/**
 * Counts what became of a batch (`MessagesDecoded`, `RecordsRejected`, `DecoderDefects`) and logs which
 * records were rejected and why. What is in them is never logged.
 */
export function reportTo(count: Count): (stored: StoredBatch) => void {
  return ({ decoded, rejections }) => {
    const defects = rejections.filter(({ defect }) => defect !== undefined);
    count("MessagesDecoded", decoded);
    count("RecordsRejected", rejections.length);
    count("DecoderDefects", defects.length);
    if (rejections.length > 0) {
      const codes = Map.groupBy(rejections, ({ code }) => code);
      logger.warn("records rejected", {
        byCode: Object.fromEntries([...codes].map(([code, { length }]) => [code, length])),
        first: rejections.slice(0, MAX_NAMED).map(({ record }) => record),
      });
    }
    const [defect] = defects;
    if (defect !== undefined) {
      logger.error("the decoder failed", { record: defect.record, error: defect.defect });
    }
  };
}
