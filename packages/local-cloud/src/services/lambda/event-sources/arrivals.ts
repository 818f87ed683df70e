import type { Cloud } from "../../../cloud.ts";
import { engineOf } from "../../dynamodb/engine.ts";
import { kinesisOf } from "../../kinesis/kinesis-state.ts";
import { isKinesis } from "./mapping.ts";

/**
 * Calls back after records of a stream have become readable; returns how to stop it. Nobody on AWS
 * can ask for that: there, pollers read once a second.
 */
export function onRecords(cloud: Cloud, sourceArn: string, listener: () => void): () => void {
  return isKinesis({ sourceArn })
    ? kinesisOf(cloud).onRecords(sourceArn, listener)
    : engineOf(cloud).streams.onRecords(sourceArn, listener);
}
