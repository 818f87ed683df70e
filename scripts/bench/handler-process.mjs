// @ts-check
// Loads one bundle as Lambda does, says how long that took, and invokes it as often as it is told.
// Plain JavaScript, so that nothing but the bundle is compiled in the measured time.
import { pathToFileURL } from "node:url";

const send = process.send?.bind(process);
const [, , bundle = "", exportName = "handler"] = process.argv;
if (send === undefined) throw new Error("needs a parent");

const importedAt = performance.now();
const handler = (await import(pathToFileURL(bundle).href))[exportName];
const readyAt = performance.now();
if (typeof handler !== "function") throw new Error(`${bundle} exports no function ${exportName}`);
send({ type: "ready", importMs: readyAt - importedAt, startMs: readyAt });

process.on("disconnect", () => process.exit());

let invocations = 0;

function newContext() {
  invocations += 1;
  return {
    awsRequestId: `8f14e45f-ceea-467f-a0e6-${invocations.toString(16).padStart(12, "c")}`,
    functionName: "bench",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:bench",
    memoryLimitInMB: "512",
    logGroupName: "/aws/lambda/bench",
    logStreamName: "bench",
    getRemainingTimeInMillis: () => 10_000,
  };
}

process.on("message", async (/** @type {{ event: string, count: number }} */ { event, count }) => {
  // What Lambda's runtime does before the handler is not the handler's time.
  const calls = Array.from({ length: count }, () => ({
    event: JSON.parse(event),
    context: newContext(),
  }));
  const startedAt = performance.now();
  let output;
  for (const call of calls) output = await handler(call.event, call.context);
  const microseconds = ((performance.now() - startedAt) * 1000) / count;
  send({ type: "ran", microseconds, output });
});
