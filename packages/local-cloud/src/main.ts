import { join } from "node:path";
import { parseArgs } from "node:util";
import { startCloud } from "./start-cloud.ts";

const USAGE = `Usage: node packages/local-cloud/src/main.ts [--port 4566] [--data-dir .local/cloud] [--region eu-west-1] [--outside inbox]

Starts the local cloud and stays up until Ctrl-C. LOCAL_CLOUD_PORT also sets the port.
  --outside  what becomes of requests to endpoints that are not on this machine: "inbox" keeps them
             there, "call" makes them
`;

const values = readOptions();
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  refuse(`not a port number: ${values.port}`);

const outside = values.outside;
if (outside !== "inbox" && outside !== "call") refuse(`neither inbox nor call: ${outside}`);

const running = await startCloud({
  port,
  dataDir: values["data-dir"],
  region: values.region,
  outside,
}).catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`the local cloud could not start on port ${port}: ${reason}\n`);
  process.exit(1);
});
process.stdout.write(`local cloud: ${running.endpoint}\n`);
// A parent that forked this process waits for this word.
process.send?.({ ready: running.endpoint });

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void running.stop().then(() => process.exit(0));
  });
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: "string", default: process.env["LOCAL_CLOUD_PORT"] ?? "4566" },
        "data-dir": { type: "string", default: join(".local", "cloud") },
        region: { type: "string", default: "eu-west-1" },
        outside: { type: "string", default: "inbox" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(reason: string): never {
  process.stderr.write(`${reason}\n${USAGE}`);
  process.exit(2);
}
