import * as z from "zod";
import { AwsError } from "../errors.ts";
import type { Job, RemoveJob, UpdateJob } from "./job.ts";
import type { Json, JsonObject } from "./json.ts";

/** What a resource is once it is there. */
export interface Made {
  readonly physicalId: string;
  /** What `Ref` answers, when it is not the physical id. */
  readonly ref?: string;
  /** What `Fn::GetAtt` answers; nested names have dots. */
  readonly attributes?: JsonObject;
}

/** How one type of resource is made, changed and removed. */
export interface Definition<Shape extends z.ZodRawShape> {
  /** `AWS::SQS::Queue`. */
  readonly type: string;
  /** The properties that have an effect. */
  readonly properties: Shape;
  /** Legal properties that are kept with the stack and have no effect here. */
  readonly storedOnly?: readonly string[];
  /** Properties whose change needs a new resource; `all` when nothing can change in place. */
  readonly replaceOn: readonly (keyof Shape & string)[] | "all";
  /** The names that `Fn::GetAtt` knows; `undefined` when the type decides at run time. */
  readonly attributes: readonly string[] | undefined;
  /** The resource takes on the tags of its stack. */
  readonly takesStackTags?: true;
  /** The property that fixes the physical name: a replacement cannot have the same one. */
  readonly nameProperty?: keyof Shape & string;
  create(properties: Properties<Shape>, job: Job): Promise<Made>;
  readonly update?: (
    properties: Properties<Shape>,
    job: UpdateJob<Properties<Shape>>,
  ) => Promise<Made>;
  remove(job: RemoveJob<Properties<Shape>>): Promise<void>;
}

export type Properties<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;

/** A resource type as the engine sees it: properties are JSON, checked on the way in. */
export interface ResourceType {
  readonly type: string;
  readonly supported: readonly string[];
  readonly storedOnly: readonly string[];
  readonly attributes: readonly string[] | undefined;
  readonly takesStackTags: boolean;
  readonly nameProperty: string | undefined;
  /** Whether a change of these properties needs a new resource. */
  replaces(changed: readonly string[]): boolean;
  create(properties: JsonObject, job: Job): Promise<Made>;
  update(properties: JsonObject, job: UpdateJob<JsonObject>): Promise<Made>;
  remove(job: RemoveJob<JsonObject>): Promise<void>;
}

/** Makes a {@link ResourceType} from a typed definition. */
export function defineResource<Shape extends z.ZodRawShape>(
  definition: Definition<Shape>,
): ResourceType {
  const { type, storedOnly = [], replaceOn, update } = definition;
  const shape = z.strictObject(definition.properties);
  const ignored = new Set(storedOnly);
  const read = (properties: JsonObject, logicalId: string): Properties<Shape> => {
    const kept = Object.entries(properties).filter(([name]) => !ignored.has(name));
    const result = shape.safeParse(Object.fromEntries(kept));
    if (!result.success) throw propertyError(logicalId, result.error.issues[0]);
    return result.data;
  };
  const inPlace = update !== undefined && replaceOn !== "all";
  const replacing = new Set<string>(replaceOn === "all" ? [] : replaceOn);

  return {
    type,
    supported: Object.keys(definition.properties),
    storedOnly,
    attributes: definition.attributes,
    takesStackTags: definition.takesStackTags === true,
    nameProperty: definition.nameProperty,
    replaces: (changed) =>
      inPlace
        ? changed.some((name) => replacing.has(name))
        : changed.some((name) => !ignored.has(name)),
    create: async (properties, job) => definition.create(read(properties, job.logicalId), job),
    async update(properties, job) {
      const next = read(properties, job.logicalId);
      if (update === undefined) return { physicalId: job.physicalId, ...job.made };
      return update(next, { ...job, previous: read(job.previous, job.logicalId) });
    },
    remove: async (job) =>
      definition.remove({ ...job, properties: read(job.properties, job.logicalId) }),
  };
}

function propertyError(logicalId: string, issue: z.core.$ZodIssue | undefined): AwsError {
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === "unrecognized_keys") {
    const name = [...path, issue.keys[0]].join("/");
    return new AwsError("ValidationError", `Encountered unsupported property ${name}`);
  }
  const message = issue?.message ?? "is malformed";
  const detail = message.endsWith("received undefined")
    ? `${["#", ...path.slice(0, -1)].join("/")}: required key [${path.at(-1)}] not found`
    : `${["#", ...path].join("/")}: ${message}`;
  return new AwsError(
    "ValidationError",
    `Properties validation failed for resource ${logicalId} with message:\n${detail}`,
  );
}

/** The properties that differ between two versions of a resource. */
export function changedProperties(
  before: JsonObject,
  after: JsonObject,
  same: (left: Json | undefined, right: Json | undefined) => boolean,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !same(before[name], after[name])).sort();
}
