import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createClock } from "../clock.ts";
import { openStore } from "../store/store.ts";
import { openSessions } from "./sessions.ts";

test("forgets expired sessions when the cloud starts, and keeps the others", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "sessions-"));
  const store = openStore(dataDir);
  onTestFinished(() => {
    store.close();
    rmSync(dataDir, { recursive: true });
  });
  const clock = createClock({ pace: "manual" });
  const sessions = openSessions(store, clock, "000000000000");
  const role = { roleArn: "arn:aws:iam::000000000000:role/r", sessionName: "s" };
  sessions.issue({ ...role, durationSeconds: 900 });
  const { accessKeyId } = sessions.issue({ ...role, durationSeconds: 3600 });
  await clock.advance(900_000);

  const reopened = openSessions(store, clock, "000000000000");
  expect(store.collection("access.sessions").count()).toBe(1);
  expect(reopened.principalOf(accessKeyId)).toMatchObject({ kind: "role", sessionName: "s" });
});
