import * as z from "zod";

/**
 * What Lambda says of a batch that it gave up: where in the stream the records are, never what they are.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export const DeadLetter = z.object({
  KinesisBatchInfo: z.object({
    streamArn: z.string(),
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    batchSize: z.int(),
  }),
});
export type DeadLetter = z.infer<typeof DeadLetter>;
