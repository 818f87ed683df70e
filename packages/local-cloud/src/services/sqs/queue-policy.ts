import * as z from "zod";
import { parseJson } from "./queue-attributes.ts";
import type { Queue } from "./queue.ts";

const Statement = z.looseObject({ Sid: z.string().optional() });
const QueuePolicy = z.looseObject({
  Version: z.string().default("2008-10-17"),
  Statement: z.union([z.array(Statement), Statement.transform((one) => [one])]).default([]),
});

/** The policy of a queue; one without statements when it has none. */
export function readPolicy(queue: Queue): z.infer<typeof QueuePolicy> {
  const given = parseJson(queue.attributes["Policy"] ?? "{}");
  return QueuePolicy.safeParse(given).data ?? { Version: "2008-10-17", Statement: [] };
}

/** The queue with other statements in its policy; without any it has no policy. */
export function withStatements(queue: Queue, statements: readonly unknown[]): Queue {
  const { Policy: _policy, ...others } = queue.attributes;
  if (statements.length === 0) return { ...queue, attributes: others };
  const { Version, ...rest } = readPolicy(queue);
  const policy = {
    Version,
    Id: `${queue.arn}/SQSDefaultPolicy`,
    ...rest,
    Statement: statements,
  };
  return { ...queue, attributes: { ...others, Policy: JSON.stringify(policy) } };
}
