import { BatchGetItemCommand, QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { JobList } from "../app/ports.ts";
import { readJob } from "./job-row.ts";
import { CURRENT, jobsTable, LISTED, runPart } from "./jobs-table.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { toItem, type Item } from "./table-item.ts";

const INDEX = "JobsByTime";

/** The table of jobs, for lists. */
export function jobList(client: DynamoDBClient, TableName: string): JobList {
  /** The items of versions, in the order of what names them; a version that is just being written has none. */
  const versions = async (newest: readonly Item[]): Promise<Item[]> => {
    const keys = newest.map((item) =>
      toItem({ Name: item["Name"]?.S, Part: runPart(item["run"]?.S ?? "") }),
    );
    if (keys.length === 0) return [];
    const command = new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys } } });
    const answer = await orUnavailable("TableUnavailable", client.send(command));
    if (Object.keys(answer.UnprocessedKeys ?? {}).length > 0) {
      throw new UnavailableError("TableUnavailable", "it throttles");
    }
    const items = answer.Responses?.[TableName] ?? [];
    const byName = new Map(items.map((item) => [item["Name"]?.S, item]));
    return newest.map((item) => byName.get(item["Name"]?.S)).filter((item) => item !== undefined);
  };

  const jobs = jobsTable(client, TableName);
  return {
    current: (name) => jobs.current(name),

    async page({ limit, after }) {
      const [listedAt = "", ...name] = (after ?? "").split("#");
      const start = toItem({ listed: LISTED, listedAt, Name: name.join("#"), Part: CURRENT });
      const command = new QueryCommand({
        TableName,
        IndexName: INDEX,
        KeyConditionExpression: "#listed = :listed",
        ExpressionAttributeNames: { "#listed": "listed" },
        ExpressionAttributeValues: toItem({ ":listed": LISTED }),
        ScanIndexForward: false,
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: start }),
      });
      const { Items = [], LastEvaluatedKey: end } = await orUnavailable(
        "TableUnavailable",
        client.send(command),
      );
      return {
        jobs: (await versions(Items)).map(readJob),
        end: end && `${end["listedAt"]?.S}#${end["Name"]?.S}`,
      };
    },
  };
}
