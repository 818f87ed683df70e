import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { publish } from "@blueprints/lambda-kit/events";
import type { Publisher } from "../app/ports.ts";

/** The account's default bus. */
export function eventBridgePublisher(client: EventBridgeClient): Publisher {
  return { publish: (events) => publish({ client, bus: "default" }, events) };
}
