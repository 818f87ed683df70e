import type { KnipConfig } from "knip";

export default {
  // The shapes of a function's parameters and results are exported for who reads and calls it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  workspaces: {
    ".": {
      // Run by name in scripts/check.ts, and named as plugins in the services' serverless.yml.
      ignoreDependencies: [
        "oxlint",
        "oxlint-tsgolint",
        "serverless-esbuild",
        "serverless-step-functions",
        "@sparticuz/chromium", // unpacked by scripts/browser/chromium.ts, which resolves its folder
      ],
      entry: [
        "scripts/*.{ts,mjs,cjs}",
        "scripts/serverless/*.cjs",
        "scripts/bench/**/handlers/*.ts",
      ],
      project: ["scripts/**/*.{ts,mjs,cjs}"],
    },
    "packages/lambda-kit": { project: ["src/**/*.ts"] },
    "packages/local-cloud": {
      ignoreDependencies: ["dynalite"], // the reference that property tests load with require
      entry: ["src/runtime/**/*.mjs", "test/**/*.test.ts"],
      project: ["{src,test}/**/*.{ts,mjs}"],
    },
    "services/*": {
      // Put into a zip by the template's patterns, for sharp to load; put into a layer by its script.
      ignoreDependencies: ["@img/sharp-wasm32", "@emnapi/runtime", /^@ffmpeg-installer\//],
      entry: [
        "src/functions/*.ts",
        "src/codec/*.ts", // called by generated code, which git does not keep
        "samples/*.ts",
        "soak/scenario.ts",
        "test/**/*.test.ts",
      ],
      project: ["{src,test,samples,soak}/**/*.ts"],
    },
  },
} satisfies KnipConfig;
