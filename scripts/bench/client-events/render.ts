import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { renderTemplate } from "../../../packages/local-cloud/src/services/apigateway/vtl/render-template.ts";
import { templateInput } from "../../../packages/local-cloud/src/services/apigateway/vtl/template-input.ts";
import { sampleEvent } from "../../../services/client-events/tools/sample-events.ts";
import { inProcess, type InProcess } from "./in-process.ts";

const TEMPLATE = join(
  import.meta.dirname,
  "../../../services/client-events/src/mapping/put-events.vtl",
);
const CLIENT = "0f8fad5b-d9cb-569f-a165-70867728950e";

/** The mapping template in the local cloud's engine, and the same body made by hand. */
export async function renderWays(): Promise<readonly [floor: InProcess, ours: InProcess]> {
  const template = await readFile(TEMPLATE, "utf8");
  const entries = Array.from({ length: 10 }, (_, n) => ({
    entry: JSON.stringify(sampleEvent(n, { mark: "bench", wrongEvery: 0 }).event),
  }));
  const body = JSON.stringify({ entries });
  const context = { authorizer: { clientId: CLIENT }, requestId: "request-1" };
  const parameters = { path: {}, querystring: {}, header: {} };
  const stageVariables = { Bus: "bus", Environment: "prod" };
  return [
    inProcess("floor", "JSON.parse and JSON.stringify", () => {
      // oxlint-disable-next-line typescript/consistent-type-assertions -- it was made above
      const request = JSON.parse(body) as { entries: { entry: string }[] };
      return JSON.stringify({
        Entries: request.entries.map(({ entry }) => ({
          EventBusName: "bus",
          Source: "clientevents",
          DetailType: "prod",
          Resources: [CLIENT, "request-1"],
          Detail: entry,
        })),
      });
    }),
    inProcess("ours", "the mapping template, in the local cloud's engine", () =>
      renderTemplate(template, { input: templateInput(body, parameters), context, stageVariables }),
    ),
  ];
}
