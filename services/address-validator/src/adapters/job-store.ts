import {
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { JobStore, Progress, ShardId } from "../app/ports.ts";
import type { Job } from "../domain/job.ts";
import { orderOf } from "../domain/order.ts";
import { readJob } from "./job-row.ts";
import { CURRENT, jobsTable, LISTED, runPart } from "./jobs-table.ts";
import { ifHeld, toItem, type Item } from "./table-item.ts";

type Change = Pick<
  UpdateItemCommandInput,
  | "UpdateExpression"
  | "ConditionExpression"
  | "ExpressionAttributeNames"
  | "ExpressionAttributeValues"
>;

interface Version {
  readonly name: string;
  readonly run: string;
}

function progressOf({ plan, doneShards, failedShards, status }: Job): Progress {
  const isSettled = plan !== undefined && doneShards.size + failedShards.size >= plan.shards;
  return { isSettled, status };
}

/** The table of jobs, for the pipeline. */
export function jobStore(
  client: DynamoDBClient,
  { table: TableName, now }: { readonly table: string; readonly now: () => Date },
): JobStore {
  const jobs = jobsTable(client, TableName);

  /** The item afterwards; undefined when the condition does not hold. */
  const update = async ({ name, run }: Version, change: Change): Promise<Item | undefined> => {
    const command = new UpdateItemCommand({
      TableName,
      Key: toItem({ Name: name, Part: runPart(run) }),
      ReturnValues: "ALL_NEW",
      ...change,
    });
    return (await ifHeld(client.send(command)))?.Attributes;
  };

  const progress = async ({ name, run }: Version): Promise<Progress> => {
    const job = await jobs.get(name, run);
    return job === undefined ? { isSettled: false, status: "SUPERSEDED" } : progressOf(job);
  };

  const settle = async (id: ShardId, change: Change): Promise<Progress> => {
    const item = await update(id, change);
    return item === undefined ? progress(id) : progressOf(readJob(item));
  };

  return {
    ...jobs,
    progress,

    async register(source, { name, run }) {
      const { sequencer, ...rest } = source;
      const becomeNewest = new UpdateItemCommand({
        TableName,
        Key: toItem({ Name: name, Part: CURRENT }),
        UpdateExpression:
          "SET #order = :order, #run = :run, #listed = :listed, #listedAt = :listedAt",
        ConditionExpression: "attribute_not_exists(#order) OR #order < :order OR #run = :run",
        ExpressionAttributeNames: {
          "#order": "order",
          "#run": "run",
          "#listed": "listed",
          "#listedAt": "listedAt",
        },
        ExpressionAttributeValues: toItem({
          ":order": orderOf(sequencer),
          ":run": run,
          ":listed": LISTED,
          ":listedAt": now().toISOString(), // a second delivery moves it up in the list, which is a list of news
        }),
      });
      if ((await ifHeld(client.send(becomeNewest))) === undefined) return undefined;
      const create = new PutItemCommand({
        TableName,
        Item: toItem({
          Name: name,
          Part: runPart(run),
          run,
          ...rest,
          sequencer,
          status: "SCATTERING",
          createdAt: now().toISOString(),
        }),
        ConditionExpression: "attribute_not_exists(#name)",
        ExpressionAttributeNames: { "#name": "Name" },
      });
      await ifHeld(client.send(create));
      return jobs.get(name, run);
    },

    async plan(job, plan) {
      await update(job, {
        UpdateExpression: "SET #plan = :plan, #status = :running REMOVE #reason",
        ConditionExpression: "#status IN (:scattering, :failed)",
        ExpressionAttributeNames: { "#plan": "plan", "#status": "status", "#reason": "reason" },
        ExpressionAttributeValues: toItem({
          ":plan": JSON.stringify(plan),
          ":running": "RUNNING",
          ":scattering": "SCATTERING",
          ":failed": "FAILED",
        }),
      });
    },

    async sent(job) {
      await update(job, {
        UpdateExpression: "SET #isSent = :yes",
        ExpressionAttributeNames: { "#isSent": "isSent" },
        ExpressionAttributeValues: toItem({ ":yes": true }),
      });
    },

    shardDone(id, { searchesSent, remembered }) {
      return settle(id, {
        UpdateExpression:
          "ADD #done :shards, #searchesSent :searchesSent, #remembered :remembered DELETE #failed :shards",
        ConditionExpression: "attribute_exists(#plan) AND NOT contains(#done, :shard)",
        ExpressionAttributeNames: {
          "#done": "done",
          "#failed": "failed",
          "#searchesSent": "searchesSent",
          "#remembered": "remembered",
          "#plan": "plan",
        },
        ExpressionAttributeValues: {
          ...toItem({
            ":shard": id.shard,
            ":searchesSent": searchesSent,
            ":remembered": remembered,
          }),
          ":shards": { NS: [String(id.shard)] },
        },
      });
    },

    shardFailed(id) {
      return settle(id, {
        UpdateExpression: "ADD #failed :shards",
        ConditionExpression: "attribute_exists(#plan) AND NOT contains(#done, :shard)",
        ExpressionAttributeNames: { "#done": "done", "#failed": "failed", "#plan": "plan" },
        ExpressionAttributeValues: {
          ...toItem({ ":shard": id.shard }),
          ":shards": { NS: [String(id.shard)] },
        },
      });
    },

    async spend(id, { searchesSent, remembered }) {
      await update(id, {
        UpdateExpression: "ADD #searchesSent :searchesSent, #remembered :remembered",
        ConditionExpression: "attribute_exists(#plan)",
        ExpressionAttributeNames: {
          "#searchesSent": "searchesSent",
          "#remembered": "remembered",
          "#plan": "plan",
        },
        ExpressionAttributeValues: toItem({
          ":searchesSent": searchesSent,
          ":remembered": remembered,
        }),
      });
    },

    async end(job, { status, counts, files, reason }) {
      const values = toItem({
        status,
        counts: counts && JSON.stringify(counts),
        files: files && JSON.stringify(files),
        reason,
        gatheredShards: job.doneShards.size,
        finishedAt: now().toISOString(),
      });
      const names = Object.keys(values);
      await update(job, {
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
        ConditionExpression:
          "attribute_not_exists(#gatheredShards) OR #gatheredShards <= :gatheredShards",
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [`:${name}`, value]),
        ),
      });
    },

    async fail(of, reason) {
      await update(of, {
        UpdateExpression: "SET #status = :failed, #reason = :reason",
        ConditionExpression: "#status IN (:scattering, :running)",
        ExpressionAttributeNames: { "#status": "status", "#reason": "reason" },
        ExpressionAttributeValues: toItem({
          ":failed": "FAILED",
          ":reason": reason,
          ":scattering": "SCATTERING",
          ":running": "RUNNING",
        }),
      });
    },
  };
}
