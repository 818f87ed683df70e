import * as z from "zod";

const CompiledTemplate = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      Metadata: z
        .looseObject({ blueprint: z.record(z.string(), z.string().min(1)).default({}) })
        .default({ blueprint: {} }),
    }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

/** The part of `serverless-state.json` that the template does not show. */
const PackagedState = z.object({
  service: z.object({
    service: z.string(),
    provider: z.object({
      stage: z.string(),
      stackTags: z.record(z.string(), z.string()).nullish(),
    }),
  }),
});

/** One resource of a compiled template. */
export interface Resource {
  /** Its logical id. */
  readonly id: string;
  /** As CloudFormation names it: `AWS::SQS::Queue`. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Why it may differ, by the name of the rule: its `Metadata.blueprint`. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** What the CLI makes of a service, and would deploy. */
export interface Template {
  readonly service: string;
  readonly stage: string;
  /** Tags that CloudFormation puts on every resource that can have them. */
  readonly stackTags: Readonly<Record<string, string>>;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Values of the outputs, by their names. */
  readonly outputs: ReadonlyMap<string, unknown>;
}

/**
 * Reads a compiled template and the CLI's state beside it, both parsed from JSON.
 *
 * @throws {z.ZodError} when one is not what the CLI writes.
 */
export function readTemplate(compiled: unknown, state: unknown): Template {
  const { Resources, Outputs } = CompiledTemplate.parse(compiled);
  const { service } = PackagedState.parse(state);
  const resources = Object.entries(Resources).map(([id, { Type, Properties, Metadata }]) => ({
    id,
    type: Type,
    properties: Properties,
    reasons: Metadata.blueprint,
  }));
  return {
    service: service.service,
    stage: service.provider.stage,
    stackTags: service.provider.stackTags ?? {},
    resources: new Map(resources.map((resource) => [resource.id, resource])),
    outputs: new Map(Object.entries(Outputs).map(([name, { Value }]) => [name, Value])),
  };
}

/** The resources of some types, in the template's order. */
export function ofType({ resources }: Template, ...types: readonly string[]): readonly Resource[] {
  return [...resources.values()].filter(({ type }) => types.includes(type));
}
