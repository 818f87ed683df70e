import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { matches } from "../../../patterns/match.ts";
import { invalid } from "../errors.ts";
import type { EventsState } from "../events-state.ts";
import { readPattern } from "../pattern-check.ts";

const MANDATORY = ["id", "account", "source", "time", "region", "resources", "detail-type"];

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
export const testEventPattern: Operation<typeof EventBridge, "TestEventPattern", EventsState> = (
  input,
) => {
  const event = parse(input.Event ?? "");
  const complete =
    typeof event === "object" &&
    event !== null &&
    MANDATORY.every((name) => Object.hasOwn(event, name));
  if (!complete) invalid("Parameter Event is not valid.");
  return { Result: matches(readPattern(input.EventPattern ?? ""), event) };
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
