import {
  GetItemCommand,
  paginateQuery,
  QueryCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { Newest, Videos } from "../app/ports.ts";
import type { Video } from "../domain/video.ts";
import { windowsOf, type Window } from "../domain/windows.ts";
import { orUnavailable } from "./table-call.ts";
import { LISTED, readVideoItem, toItem, VIDEO_PART } from "./video-row.ts";
import { readWindowItem, windowKey, windowPart, windowParts } from "./window-row.ts";

const INDEX = "VideosByTime";

function windowsIn({ facts, snippetSize }: Video): readonly Window[] {
  return facts === undefined ? [] : windowsOf(facts.durationSeconds, snippetSize);
}

/** The table of videos, for whoever reads it. */
export function videosTable(client: DynamoDBClient, TableName: string): Videos {
  const get = async (key: string): Promise<Video | undefined> => {
    const newest = await readNewest(client, TableName, key);
    return newest?.kind === "video" ? newest.video : undefined;
  };
  return {
    get,

    async window(video, start) {
      const window = windowsIn(video).find((each) => each.start === start);
      if (window === undefined) return undefined;
      const Key = windowKey(video.source, start);
      const command = new GetItemCommand({ TableName, Key, ConsistentRead: true });
      const { Item: item } = await orUnavailable(client.send(command));
      return readWindowItem(window, item);
    },

    async windows(video) {
      const { source } = video;
      const query = {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: "#key = :key AND begins_with(#part, :parts)",
        ExpressionAttributeNames: { "#key": "Key", "#part": "Part" },
        ExpressionAttributeValues: toItem({ ":key": source.key, ":parts": windowParts(source) }),
      };
      const pages = await orUnavailable(Array.fromAsync(paginateQuery({ client }, query)));
      const items = pages.flatMap(({ Items = [] }) => Items);
      const byPart = new Map(items.map((item) => [item["Part"]?.S, item]));
      return windowsIn(video).map((window) =>
        readWindowItem(window, byPart.get(windowPart(source, window.start))),
      );
    },

    async page({ limit, after }) {
      const [createdAt, ...key] = (after ?? "").split("#");
      const last = toItem({ listed: LISTED, createdAt, Key: key.join("#"), Part: VIDEO_PART });
      const command = new QueryCommand({
        TableName,
        IndexName: INDEX,
        KeyConditionExpression: "#listed = :listed",
        ExpressionAttributeNames: { "#listed": "listed" },
        ExpressionAttributeValues: toItem({ ":listed": LISTED }),
        ScanIndexForward: false,
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: last }),
      });
      const { Items = [], LastEvaluatedKey: end } = await orUnavailable(client.send(command));
      const all = Items.map(readVideoItem);
      return {
        videos: all.flatMap((newest) => (newest.kind === "video" ? [newest.video] : [])),
        end: end === undefined ? undefined : `${end["createdAt"]?.S}#${end["Key"]?.S}`,
      };
    },
  };
}

/** What the newest event of a key said. */
export async function readNewest(
  client: DynamoDBClient,
  TableName: string,
  key: string,
): Promise<Newest | undefined> {
  const Key = toItem({ Key: key, Part: VIDEO_PART });
  const command = new GetItemCommand({ TableName, Key, ConsistentRead: true });
  const { Item: item } = await orUnavailable(client.send(command));
  return item === undefined ? undefined : readVideoItem(item);
}
