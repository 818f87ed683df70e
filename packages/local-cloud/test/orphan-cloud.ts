// A cloud in a process of its own, for the test that kills it: runs functions that spin and wait.
import { startCloud } from "../src/start-cloud.ts";
import { lambda } from "../src/services/lambda/index.ts";
import { logs } from "../src/services/logs/index.ts";

const { endpoint } = await startCloud({
  dataDir: process.argv[2] ?? "",
  plugins: [logs, lambda],
  enforcePermissions: false, // there is no IAM that could know the functions' role
});
process.stdout.write(`${endpoint}\n`);
