import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LocationClient } from "@aws-sdk/client-location";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { setTimeout as sleep } from "node:timers/promises";
import { jobsTable } from "../../../services/address-validator/src/adapters/jobs-table.ts";
import type { Job } from "../../../services/address-validator/src/domain/job.ts";
import { clientSettings, deploy } from "../../soak/deploy.ts";

const POLL_MS = 100;

/** The deployed service. */
export interface Validator {
  readonly location: LocationClient;
  readonly placeIndex: string;
  /** From the upload to the job's end. */
  validate(name: string, text: string): Promise<{ milliseconds: number; job: Job }>;
}

/** Deploys the service with the real CLI. */
export async function deployValidator(endpoint: string): Promise<Validator> {
  const outputs = await deploy(endpoint, "address-validator", "bench");
  const settings = clientSettings(endpoint);
  const s3 = new S3Client(settings);
  const jobs = jobsTable(new DynamoDBClient(settings), outputs["JobsTable"] ?? "");
  return {
    location: new LocationClient({ ...settings, maxAttempts: 1, disableHostPrefix: true }),
    placeIndex: outputs["PlaceIndex"] ?? "",
    async validate(name, Body) {
      const startMs = performance.now();
      await s3.send(
        new PutObjectCommand({ Bucket: outputs["InputBucket"], Key: `${name}.csv`, Body }),
      );
      for (;;) {
        const job = await jobs.current(name);
        if (job?.finishedAt !== undefined) {
          return { milliseconds: performance.now() - startMs, job };
        }
        await sleep(POLL_MS);
      }
    },
  };
}
