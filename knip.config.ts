import type { KnipConfig } from "knip";

export default {
  // The shapes of a function's parameters and results are exported for who reads and calls it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  workspaces: {
    ".": {
      entry: [
        "scripts/*.{ts,mjs,cjs}",
        "scripts/serverless/*.cjs",
        "scripts/bench/**/handlers/*.ts",
      ],
      project: ["scripts/**/*.{ts,mjs,cjs}"],
    },
    "packages/lambda-kit": { project: ["src/**/*.ts"] },
    "packages/local-cloud": {
      entry: ["src/runtime/**/*.mjs", "test/**/*.test.ts"],
      project: ["{src,test}/**/*.{ts,mjs}"],
    },
    "services/*": {
      entry: ["src/functions/*.ts", "samples/*.ts", "test/**/*.test.ts"],
      project: ["{src,test,samples}/**/*.ts"],
    },
  },
} satisfies KnipConfig;
