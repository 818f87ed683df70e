import { randomUUID } from "node:crypto";
import * as z from "zod";
import { trusts } from "../../access/assume-role.ts";
import type { Principal } from "../../access/principal.ts";
import type { Cloud } from "../../cloud.ts";
import { AwsError, fail } from "../../errors.ts";
import type { Collection } from "../../store/collection.ts";
import { queueDispatch } from "../lambda/destinations.ts";
import type { MappingRecord } from "../lambda/event-sources/mapping.ts";
import type { Consumer, LostRecords } from "../lambda/event-sources/parts.ts";
import type { Pipe, SourceEvent } from "./pipe.ts";
import { send, type Sent } from "./send.ts";
import { inputOf } from "./template.ts";

const Batch = z.object({ Records: z.array(z.record(z.string(), z.unknown())) });

/** Makes the consumer of pipes, which enriches batches and sends them to their targets. */
export function pipeConsumer(cloud: Cloud, pipes: Collection<Pipe>): Consumer {
  const pipeOf = ({ functionName }: MappingRecord): Pipe =>
    pipes.get(functionName) ?? fail("NotFoundException", `Pipe ${functionName} does not exist.`);
  const consumer: Consumer = {
    role: (mapping) => roleOf(cloud, pipeOf(mapping)),
    async run(mapping, event) {
      const requestId = randomUUID();
      try {
        const body = await process(cloud, pipeOf(mapping), event);
        return { requestId, execution: { body } };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        if (error.code === "TooManyRequestsException") return undefined;
        return { requestId, execution: { body: Buffer.from("{}"), functionError: error.code } };
      }
    },
    giveUp: (mapping, lost) =>
      giveUp(cloud, { pipe: pipes.get(mapping.functionName), mapping }, lost),
  };
  return consumer;
}

/** @throws {AwsError} `AccessDeniedException`: the role does not trust EventBridge Pipes. */
function roleOf(cloud: Cloud, { roleArn, arn, name }: Pipe): Principal & { kind: "role" } {
  if (!trusts(cloud, { roleArn, service: "pipes.amazonaws.com", sourceArn: arn })) {
    fail("AccessDeniedException", `EventBridge Pipes may not assume the role ${roleArn}.`, 403);
  }
  const accountId = roleArn.split(":")[4] ?? cloud.config.accountId;
  return { kind: "role", accountId, roleArn, sessionName: name };
}

/** Takes a batch through a pipe; answers, like a function, which of its items failed. */
async function process(cloud: Cloud, pipe: Pipe, text: string): Promise<Uint8Array> {
  const events = Batch.parse(JSON.parse(text)).Records.map(flattened);
  const as = roleOf(cloud, pipe);
  const enriched = await enrich({ cloud, pipe, as }, events);
  if (enriched.length === 0) return Buffer.from("{}");
  const sent = await send({ cloud, pipe, as, events: enriched });
  if (pipe.enrichment === undefined) return answerOf(sent, events);
  if ("failed" in sent && sent.failed.length > 0) {
    // What came out of the enrichment cannot be told to come from one item or the other.
    fail("TargetFailure", `${sent.failed.length} events were not taken.`);
  }
  return "answer" in sent ? sent.answer : Buffer.from("{}");
}

function answerOf(sent: Sent, events: readonly SourceEvent[]): Uint8Array {
  if ("answer" in sent) return sent.answer;
  const batchItemFailures = sent.failed.map((index) => ({
    itemIdentifier: identifierOf(events[index] ?? {}),
  }));
  return Buffer.from(JSON.stringify({ batchItemFailures }));
}

/** Records of Kinesis come as Lambda gets them; pipes have their parts on one level. */
function flattened({ kinesis, ...record }: SourceEvent): SourceEvent {
  const inner = z.record(z.string(), z.unknown()).safeParse(kinesis);
  return inner.success ? { ...inner.data, ...record } : record;
}

function identifierOf({ messageId, sequenceNumber, dynamodb }: SourceEvent): string {
  const ofTable = z.object({ SequenceNumber: z.string() }).safeParse(dynamodb).data;
  const found = messageId ?? sequenceNumber ?? ofTable?.SequenceNumber;
  return typeof found === "string" ? found : "";
}

/** What the function of the enrichment makes of a batch. */
async function enrich(
  { cloud, pipe, as }: { cloud: Cloud; pipe: Pipe; as: Principal },
  events: readonly SourceEvent[],
): Promise<readonly unknown[]> {
  const { enrichment } = pipe;
  if (enrichment === undefined) return events;
  const template = pipe.enrichmentParameters?.InputTemplate;
  const now = cloud.clock.now();
  const inputs = events.map((event) => inputOf(template, { pipe, event, now }));
  const { FunctionError, Payload } = await cloud.call(
    "lambda",
    "Invoke",
    { FunctionName: enrichment, Payload: Buffer.from(`[${inputs.join(",")}]`) },
    { as },
  );
  if (FunctionError !== undefined) fail("EnrichmentFailure", FunctionError);
  return readEnriched(Buffer.from(Payload ?? []).toString("utf8"));
}

function readEnriched(text: string): readonly unknown[] {
  if (text === "") return [];
  try {
    const answer: unknown = JSON.parse(text);
    if (answer === null || answer === "") return [];
    return Array.isArray(answer) ? answer : [answer];
  } catch {
    return fail("EnrichmentFailure", "The enrichment answered no JSON.");
  }
}

/** Tells the dead-letter queue where the records of a stream are. */
function giveUp(
  cloud: Cloud,
  { pipe, mapping }: { pipe: Pipe | undefined; mapping: MappingRecord },
  { end, where }: LostRecords,
): void {
  const { onFailure: target } = mapping;
  if (target === undefined || pipe === undefined) return;
  const body = {
    context: {
      executionId: end.run?.requestId ?? randomUUID(),
      pipeArn: pipe.arn,
      condition: end.condition,
      approximateInvokeCount: end.invokeCount,
    },
    version: "1.0",
    timestamp: new Date(cloud.clock.now()).toISOString(),
    ...where,
  };
  const { roleArn, arn: functionArn } = pipe;
  queueDispatch(cloud, { target, roleArn, functionArn, body: JSON.stringify(body) });
}
