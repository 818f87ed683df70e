import type { IConfiguration } from "dependency-cruiser";

/** Who may import whom: functions → app → domain, adapters → app/ports and domain. */
export const BOUNDARIES = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "services-stay-apart",
      comment:
        "two services share an event schema or a port of lambda-kit, never code of their own",
      severity: "error",
      from: { path: "^services/([^/]+)/" },
      to: { path: "^services/", pathNot: "^services/$1/" },
    },
    {
      name: "packages-know-no-service",
      severity: "error",
      from: { path: "^packages/" },
      to: { path: "^services/" },
    },
    {
      name: "lambda-kit-knows-no-local-cloud",
      severity: "error",
      from: { path: "^packages/lambda-kit/" },
      to: { path: "^packages/local-cloud/" },
    },
    {
      name: "no-branch-for-local-in-services",
      comment: "what runs locally is what deploys: only tests and samples may know the local cloud",
      severity: "error",
      from: { path: "^services/[^/]+/src/", pathNot: "\\.test\\.ts$" },
      to: { path: "^packages/local-cloud/" },
    },
    {
      name: "domain-is-pure",
      severity: "error",
      from: { path: "^services/[^/]+/src/domain/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^(services/[^/]+/src/(app|adapters|functions)/|node_modules/.*(@aws-sdk|@aws-lambda-powertools))",
      },
    },
    {
      name: "app-knows-no-adapter",
      severity: "error",
      from: { path: "^services/[^/]+/src/app/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(services/[^/]+/src/(adapters|functions)/|node_modules/.*@aws-sdk)" },
    },
    {
      name: "adapters-know-ports-only",
      severity: "error",
      from: { path: "^services/[^/]+/src/adapters/", pathNot: "\\.test\\.ts$" },
      to: { path: "^services/[^/]+/src/(functions/|app/(?!ports\\.ts$|[a-z]+-ports\\.ts$))" },
    },
    {
      name: "local-cloud-services-meet-at-the-table",
      comment:
        "emulated services call each other through cloud.call, so that permissions, faults and the log apply",
      severity: "error",
      from: {
        path: "^packages/local-cloud/src/services/([^/]+)/",
        // The second API of DynamoDB's engine, what wakes the pollers of streams, pipes, which read
        // with those pollers, and STS, which assumes the roles that IAM keeps.
        pathNot:
          "/services/(dynamodbstreams/|lambda/event-sources/arrivals|pipes/(consumer|pipes-state|read-pipe)\\.ts|sts/roles)",
      },
      to: {
        path: "^packages/local-cloud/src/services/",
        pathNot: "^packages/local-cloud/src/services/$1/",
      },
    },
    {
      name: "protocol-knows-no-service",
      severity: "error",
      from: { path: "^packages/local-cloud/src/(protocol|store|access)/" },
      to: { path: "^packages/local-cloud/src/(services|stacks|runtime|server)/" },
    },
    {
      name: "production-code-needs-no-test-code",
      severity: "error",
      from: { path: "/src/", pathNot: "\\.test\\.ts$|/src/testing\\.ts$" },
      to: { path: "\\.test\\.ts$|/test/|node_modules/.*(vitest|fast-check)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.(serverless|esbuild|build)/|/fixtures/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types"] },
  },
} satisfies IConfiguration;
