import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Answers } from "../app/ports.ts";
import type { Answer } from "../domain/query.ts";
import { readAnswer } from "../schemas/answer.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { toItem, type Item } from "./table-item.ts";

const MAX_READS = 100; // per BatchGetItem; DynamoDB quotas
const MAX_WRITES = 25; // per BatchWriteItem; DynamoDB quotas
const MAX_TRIES = 6;
const FIRST_PAUSE_MS = 50;

/** How the table is used. */
export interface AnswersSettings {
  readonly table: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** The table of answers. */
export function answersTable(client: DynamoDBClient, settings: AnswersSettings): Answers {
  const { table, now, sleep } = settings;

  /** Sends what is left of a batch until nothing is. */
  const untilNothingIsLeft = async <T>(
    batch: readonly T[],
    send: (left: readonly T[]) => Promise<readonly T[]>,
  ): Promise<void> => {
    let left = batch;
    for (let tries = 1; ; tries += 1) {
      left = await orUnavailable("TableUnavailable", send(left));
      if (left.length === 0) return;
      if (tries === MAX_TRIES)
        throw new UnavailableError("TableUnavailable", "it keeps throttling");
      await sleep(FIRST_PAUSE_MS * 2 ** tries);
    }
  };

  const read = async (digests: readonly string[]): Promise<readonly Item[]> => {
    const items: Item[] = [];
    const keys = digests.map((digest) => toItem({ Digest: digest }));
    await untilNothingIsLeft(keys, async (left) => {
      const RequestItems = { [table]: { Keys: [...left] } };
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({ RequestItems }),
      );
      items.push(...(Responses?.[table] ?? []));
      return UnprocessedKeys?.[table]?.Keys ?? [];
    });
    return items;
  };

  return {
    async find(digests) {
      const batches = inBatches([...new Set(digests)], MAX_READS);
      const items = (await Promise.all(batches.map(read))).flat();
      const answers = new Map<string, Answer>();
      for (const item of items) {
        const isOver = Number(item["expiresAt"]?.N) * 1000 <= now(); // DynamoDB removes it within days
        const answer = isOver ? undefined : readAnswer(item["answer"]?.S ?? "");
        if (answer !== undefined) answers.set(item["Digest"]?.S ?? "", answer);
      }
      return answers;
    },

    async keep(answers) {
      const requests = [...answers].map(([Digest, { answer, seconds }]): WriteRequest => {
        const expiresAt = Math.ceil(now() / 1000) + seconds;
        const Item = toItem({ Digest, answer: JSON.stringify(answer), expiresAt });
        return { PutRequest: { Item } };
      });
      for (const batch of inBatches(requests, MAX_WRITES)) {
        await untilNothingIsLeft(batch, async (left) => {
          const command = new BatchWriteItemCommand({ RequestItems: { [table]: [...left] } });
          const { UnprocessedItems } = await client.send(command);
          return UnprocessedItems?.[table] ?? [];
        });
      }
    },
  };
}

function inBatches<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}
