import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startCloud, type RunningCloud } from "@blueprints/local-cloud/start";
import { deployServices } from "./start/deploy-services.ts";
import { pushSamples } from "./start/push-samples.ts";

const USAGE = `Usage: npm start -- [--exit] [--fresh] [--port 4566] [--data-dir .local/cloud]

Boots the local cloud, deploys to it every service that has changed, pushes samples through and stays up.
  --exit      stop once the samples are through
  --fresh     forget what earlier runs have stored
  --port      where to listen, 0 for a free port; LOCAL_CLOUD_PORT does the same
  --data-dir  where the state is kept
`;
const STAGE = "local";
const REGION = "eu-west-1";
const PROGRESS_EVERY_MS = 2000;

const options = readOptions();
const running = await start();
const environment = awsEnvironment(running.endpoint);
Object.assign(process.env, environment);

let ok = false;
try {
  await showingProgress(deploy());
  ok = await showingProgress(push());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
if (options.exit || !ok) {
  await running.stop();
  process.exit(ok ? 0 : 1);
}
printNextSteps();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    console.log("\nstopping …");
    void running.stop().then(() => process.exit(0));
  });
}

function readOptions(): { exit: boolean; fresh: boolean; port: number; dataDir: string } {
  try {
    const { values } = parseArgs({
      options: {
        exit: { type: "boolean", default: false },
        fresh: { type: "boolean", default: false },
        port: { type: "string", default: process.env["LOCAL_CLOUD_PORT"] ?? "4566" },
        "data-dir": { type: "string", default: join(".local", "cloud") },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new Error(`not a port number: ${values.port}`);
    }
    const dataDir = resolve(values["data-dir"]);
    return { exit: values.exit, fresh: values.fresh, port, dataDir };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function start(): Promise<RunningCloud> {
  try {
    const cloud = await startCloud({
      port: options.port,
      dataDir: options.dataDir,
      fresh: options.fresh,
      region: REGION,
    });
    console.log(`local cloud at ${cloud.endpoint}, state in ${options.dataDir}`);
    return cloud;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`The local cloud could not start on port ${options.port}: ${reason}`);
    console.error(
      "If another one is running, stop it, or choose a port and a folder: npm start -- --port 4567 --data-dir .local/second",
    );
    process.exit(1);
  }
}

/** All that any AWS client needs; nothing of the user's own profile may come in. */
function awsEnvironment(endpoint: string): Record<string, string> {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("AWS_")) delete process.env[name];
  }
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_CONFIG_FILE: join(options.dataDir, "no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(options.dataDir, "no-aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    // How often the deployment asks for news, in milliseconds.
    SLS_AWS_MONITORING_FREQUENCY: "200",
  };
}

async function deploy(): Promise<void> {
  console.log("\ndeploying with serverless-compose every service that has changed …");
  const startedAt = performance.now();
  const { deployed, left } = await deployServices({
    stage: STAGE,
    dataDir: options.dataDir,
    endpoint: running.endpoint,
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`deployed in ${seconds} s: ${deployed.join(", ") || "nothing"}`);
  if (left.length > 0) console.log(`unchanged since the last start: ${left.join(", ")}`);
}

/** Says every two seconds that work is still going on. */
async function showingProgress<T>(work: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const timer = setInterval(() => {
    console.log(`  … ${Math.round((performance.now() - startedAt) / 1000)} s`);
  }, PROGRESS_EVERY_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

async function push(): Promise<boolean> {
  console.log("\npushing samples through …");
  const allWell = await pushSamples(STAGE, console.log);
  if (!allWell) console.error("\nsome samples ended otherwise than they should");
  return allWell;
}

function printNextSteps(): void {
  console.log(`
What to try next, in another terminal:
  export AWS_ENDPOINT_URL=${running.endpoint} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  export AWS_REGION=${REGION} AWS_DEFAULT_REGION=${REGION}
  aws s3 cp photo.jpg s3://<bucket>/x/photo.jpg
  aws dynamodb get-item --table-name <table> --key '{"Id":{"S":"x/photo.jpg"}}'
  curl ${running.endpoint}/_local/inbox/moderator@example.com
  curl ${running.endpoint}/_local/requests
Ctrl-C stops; what is stored stays for the next start.`);
}
