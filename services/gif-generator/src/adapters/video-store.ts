import {
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { VideoStore } from "../app/ports.ts";
import { orderOf } from "../domain/order.ts";
import type { Video } from "../domain/video.ts";
import { orUnavailable, tookPlace } from "./table-call.ts";
import { sourceAttributes, toItem, VIDEO_PART, videoItem, type Item } from "./video-row.ts";
import { readNewest, videosTable } from "./videos-table.ts";
import { endAttributes, windowKey } from "./window-row.ts";

const SECONDS_PER_DAY = 86_400;
const DELETED_DAYS = 15; // longer than any event is on its way
const AT_ONCE = 10;

/** `SET` of these attributes, as an update expression with its names and values. */
function setting(attributes: Item) {
  const names = Object.keys(attributes);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
    ),
  };
}

function expiryIn(days: number, from: number): number {
  return Math.floor(from / 1000) + days * SECONDS_PER_DAY;
}

const NEWER = "attribute_not_exists(#order) OR #order < :order";
const REPEATED_DELETION = "(#order = :order AND #status = :deleted)";
const UNPLANNED = "(#order = :order AND #status = :failed AND attribute_not_exists(#duration))";

/** The table of videos, for the pipeline; items expire `expireAfterDays` after they were written. */
export function videoStore(
  client: DynamoDBClient,
  settings: {
    readonly table: string;
    readonly expireAfterDays: number;
    readonly now: () => Date;
  },
): VideoStore {
  const { table: TableName, expireAfterDays, now } = settings;
  const expiresAt = (days: number): number => expiryIn(days, now().getTime());

  /** Updates a video, if it is still of this version and not deleted. */
  const update = (
    { source }: Video,
    attributes: Item,
    gone: readonly string[] = [],
  ): Promise<boolean> => {
    const { UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } =
      setting(attributes);
    const goneNames = gone.map((name) => `#${name}`);
    const command = new UpdateItemCommand({
      TableName,
      Key: toItem({ Key: source.key, Part: VIDEO_PART }),
      UpdateExpression: [
        UpdateExpression,
        ...(gone.length > 0 ? ["REMOVE", goneNames.join(", ")] : []),
      ].join(" "),
      ConditionExpression: "#order = :order AND #status <> :deleted",
      ExpressionAttributeNames: {
        ...ExpressionAttributeNames,
        ...Object.fromEntries(gone.map((name) => [`#${name}`, name])),
        "#order": "order",
        "#status": "status",
      },
      ExpressionAttributeValues: {
        ...ExpressionAttributeValues,
        ...toItem({ ":order": orderOf(source.sequencer), ":deleted": "DELETED" }),
      },
    });
    return tookPlace(client.send(command));
  };

  return {
    ...videosTable(client, TableName),
    newest: (key) => readNewest(client, TableName, key),

    register(video) {
      const command = new PutItemCommand({
        TableName,
        Item: { ...videoItem(video), ...toItem({ expiresAt: expiresAt(expireAfterDays) }) },
        ConditionExpression: `${NEWER} OR ${UNPLANNED}`,
        ExpressionAttributeNames: {
          "#order": "order",
          "#status": "status",
          "#duration": "durationSeconds",
        },
        ExpressionAttributeValues: toItem({
          ":order": orderOf(video.source.sequencer),
          ":failed": "FAILED",
        }),
      });
      return tookPlace(client.send(command));
    },

    markDeleted(source) {
      const mark = toItem({ status: "DELETED", expiresAt: expiresAt(DELETED_DAYS) });
      const command = new PutItemCommand({
        TableName,
        Item: { ...sourceAttributes(source), ...mark },
        ConditionExpression: `${NEWER} OR ${REPEATED_DELETION}`,
        ExpressionAttributeNames: { "#order": "order", "#status": "status" },
        ExpressionAttributeValues: toItem({
          ":order": orderOf(source.sequencer),
          ":deleted": "DELETED",
        }),
      });
      return tookPlace(client.send(command));
    },

    endWindow({ source }, { start, ...end }) {
      const { ExpressionAttributeValues, ...set } = setting({
        ...endAttributes(end),
        ...toItem({ expiresAt: expiresAt(expireAfterDays) }),
      });
      const command = new UpdateItemCommand({
        TableName,
        Key: windowKey(source, start),
        ...set,
        ConditionExpression: "attribute_not_exists(#state) OR #state <> :done",
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ":done": { S: "DONE" } },
      });
      return tookPlace(client.send(command));
    },

    async reopen({ source }, starts) {
      for (let at = 0; at < starts.length; at += AT_ONCE) {
        const some = starts.slice(at, at + AT_ONCE).map((start) => windowKey(source, start));
        const commands = some.map((Key) => new DeleteItemCommand({ TableName, Key }));
        await orUnavailable(Promise.all(commands.map((command) => client.send(command))));
      }
    },

    setStatus(video, { status, reason, finishedAt }) {
      const values = { status, reason, finishedAt };
      const gone = Object.entries(values).filter(([, value]) => value === undefined);
      return update(
        video,
        toItem(values),
        gone.map(([name]) => name),
      );
    },

    markAnnounced: (video, announced) => update(video, toItem({ announced })),
  };
}
