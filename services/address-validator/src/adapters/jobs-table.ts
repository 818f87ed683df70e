import { GetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Jobs } from "../app/ports.ts";
import type { Job } from "../domain/job.ts";
import { readJob } from "./job-row.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { toItem, type Item } from "./table-item.ts";

/** The sort key of the item that says which version of a name is the newest. */
export const CURRENT = "CURRENT";

/** The partition of the index that lists those items, by the time that they changed. */
export const LISTED = "JOB";

/** The sort key of a version's item. */
export function runPart(run: string): string {
  return `RUN#${run}`;
}

const UNDER_WAY = new Set<Job["status"]>(["SCATTERING", "RUNNING", "FAILED"]);

/** The table of jobs, for whoever reads it. */
export function jobsTable(client: DynamoDBClient, TableName: string): Jobs {
  const read = async (Name: string, Part: string): Promise<Item | undefined> => {
    const command = new GetItemCommand({
      TableName,
      Key: toItem({ Name, Part }),
      ConsistentRead: true,
    });
    return (await orUnavailable("TableUnavailable", client.send(command))).Item;
  };
  return {
    async current(name) {
      const run = (await read(name, CURRENT))?.["run"]?.S;
      const item = run === undefined ? undefined : await read(name, runPart(run));
      return item && readJob(item);
    },

    async get(name, run) {
      const [item, newest] = await Promise.all([read(name, runPart(run)), read(name, CURRENT)]);
      if (item === undefined) return undefined;
      const job = readJob(item);
      // A version is overtaken by what is known of its name, not by a write that could be missing.
      const isOvertaken = newest?.["run"]?.S !== run && UNDER_WAY.has(job.status);
      return isOvertaken ? { ...job, status: "SUPERSEDED" } : job;
    },
  };
}
