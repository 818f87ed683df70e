import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { writeUnits, type Units } from "./capacity.ts";
import { encodeItem } from "./item-codec.ts";
import { keyItem, type ItemKey } from "./item-key.ts";
import { itemSize } from "./item-size.ts";
import type { ItemStore, StoredItem } from "./item-store.ts";
import type { StreamStore } from "./stream-store.ts";
import type { StreamView, Table } from "./table.ts";
import { emptyItem, equalItems, type Item } from "./value.ts";

/** One change of one item; the items before and after tell what kind. */
export interface Change {
  readonly table: Table;
  readonly key: ItemKey;
  readonly before: StoredItem | undefined;
  readonly after: Item | undefined;
  /** TTL deletes it, not a caller. */
  readonly expired?: true;
}

/** Writes changes: the item, its index entries, and the record in the table's stream. */
export interface ItemWriter {
  /** Call it within a transaction of the store. Returns what the write costs. */
  write(change: Change): Units;
}

export function createItemWriter(parts: {
  items: ItemStore;
  streams: StreamStore;
  clock: Clock;
}): ItemWriter {
  const { items, streams, clock } = parts;

  const record = (change: Change): void => {
    const { table, before, after } = change;
    const stream = table.stream?.enabled === true ? streams.find(table.stream.arn) : undefined;
    if (stream === undefined || isUnchanged(change)) return;
    const keys = keyItem(after ?? before?.item ?? emptyItem(), table.key);
    const images = imagesOf(change, stream.view);
    streams.append(stream, change.key.hash, {
      eventId: randomUUID().replaceAll("-", ""),
      eventName: eventName(change),
      keys: encodeItem(keys),
      ...encodeImages(images),
      ...(change.expired && { expired: true }),
      createdAt: clock.now(),
      sizeBytes: sizeOf(images) + itemSize(keys),
    });
  };

  return {
    write(change) {
      const { table, key, before, after } = change;
      if (after !== undefined) items.put(table, key, after);
      else if (before !== undefined) items.delete(table, key);
      record(change);
      return writeUnits(table, before, after);
    },
  };
}

interface Images {
  readonly newImage: Item | undefined;
  readonly oldImage: Item | undefined;
}

function imagesOf({ before, after }: Change, view: StreamView): Images {
  return {
    newImage: view === "NEW_IMAGE" || view === "NEW_AND_OLD_IMAGES" ? after : undefined,
    oldImage: view === "OLD_IMAGE" || view === "NEW_AND_OLD_IMAGES" ? before?.item : undefined,
  };
}

function encodeImages({ newImage, oldImage }: Images): { newImage?: string; oldImage?: string } {
  return {
    ...(newImage && { newImage: encodeItem(newImage) }),
    ...(oldImage && { oldImage: encodeItem(oldImage) }),
  };
}

function sizeOf({ newImage, oldImage }: Images): number {
  return [newImage, oldImage].reduce((total, item) => total + (item ? itemSize(item) : 0), 0);
}

/** A write that leaves the item as it was is no event of the stream. */
function isUnchanged({ before, after }: Change): boolean {
  if (before === undefined || after === undefined) return before === after;
  return equalItems(before.item, after);
}

function eventName({ before, after }: Change): "INSERT" | "MODIFY" | "REMOVE" {
  if (after === undefined) return "REMOVE";
  return before === undefined ? "INSERT" : "MODIFY";
}
