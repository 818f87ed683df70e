import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          globalSetup: "scripts/generate-code.ts",
          testTimeout: 30_000, // some start the compiler, and the machine may be busy
          include: [
            "packages/*/{src,web}/**/*.test.ts",
            "services/*/{codegen,src,web}/**/*.test.ts",
            "scripts/**/!(*.local|*.browser).test.ts",
          ],
        },
      },
      {
        test: {
          name: "local",
          globalSetup: "scripts/generate-code.ts",
          include: [
            "packages/*/test/**/*.test.ts",
            "services/*/test/**/!(*.browser).test.ts",
            "scripts/**/*.local.test.ts",
          ],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["services/*/test/**/*.browser.test.ts", "scripts/**/*.browser.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 180_000, // a first run unpacks a browser, and deploys
        },
      },
    ],
  },
});
