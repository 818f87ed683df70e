import type { Template } from "./template.ts";

/** Something wrong with one resource of one service. */
export interface Finding {
  readonly service: string;
  /** The logical id; for what is no resource, a name in its place. */
  readonly resource: string;
  readonly rule: string;
  /** What is wrong, and what would be right. */
  readonly problem: string;
}

/** A finding without what the rule itself knows: the resource, and what is wrong with it. */
export type Problem = readonly [resource: string, problem: string];

/** One thing that every template has to keep. */
export interface Rule {
  readonly name: string;
  readonly find: (template: Template) => readonly Finding[];
}

interface Options {
  /** Whether a resource may differ when its `Metadata.blueprint.<rule>` says why. */
  readonly waivable: boolean;
}

/** Makes a rule of a name and what finds its problems. */
export function rule(
  name: string,
  problems: (template: Template) => Iterable<Problem>,
  { waivable }: Options = { waivable: false },
): Rule {
  const find = (template: Template): readonly Finding[] => {
    const found = [...problems(template)].map(([resource, problem]) => ({
      service: template.service,
      resource,
      rule: name,
      problem,
    }));
    if (!waivable) return found;
    return found.filter(({ resource }) => !hasReason(template, resource, name));
  };
  return { name, find };
}

/** Printed: `image-catalog/IngestionBucket: tls-only: ...`. */
export function lineOf({ service, resource, rule: name, problem }: Finding): string {
  return `${service}/${resource}: ${name}: ${problem}`;
}

function hasReason({ resources }: Template, resource: string, name: string): boolean {
  const reasons = resources.get(resource)?.reasons;
  return reasons !== undefined && Object.hasOwn(reasons, name);
}
