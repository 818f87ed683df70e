import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deploy } from "../../../scripts/soak/deploy.ts";
import { openService, type Service } from "./deployed.ts";

let cloud: TestCloud;
let service: Service;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const outputs = await deploy(cloud.endpoint, "address-validator", "test");
  service = openService(cloud.endpoint, outputs);
});

afterAll(() => cloud?.stop());

describe("the sample", () => {
  test("comes back byte for byte, with what was found behind each row", async () => {
    const sample = await readFile(new URL("../samples/hartford-and-others.csv", import.meta.url));
    const job = await service.validate("hartford-and-others.csv", sample);
    expect(job).toMatchObject({ status: "COMPLETED", counts: { ok: 36, noMatch: 2, empty: 1 } });
    const result = await service.read(
      "processed_data/hartford-and-others/PROCESSED_DATA_hartford-and-others.csv",
    );
    process.stdout.write(`${result}\n${JSON.stringify(job, undefined, 1)}\n`);
    process.stdout.write(`${await service.read(job.files?.report ?? "")}\n`);
  });
});
