/** One step into a value; `*` takes every element or member. */
type Step = { readonly name: string } | { readonly index: number } | "*";

const STEP = /\.([\w\-/]+)|\.(\*)|\[(\d+)\]|\[(\*)\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/**
 * Reads the JSON paths that EventBridge knows: dots, dashes, indexes and wildcards.
 *
 * @returns `undefined` for what is no such path.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function parsePath(text: string): readonly Step[] | undefined {
  if (!text.startsWith("$")) return undefined;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const [, name, star, index, starIndex, single, double] = STEP.exec(text) ?? [];
    const key = name ?? single ?? double;
    if (key !== undefined) steps.push({ name: key });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (star !== undefined || starIndex !== undefined) steps.push("*");
    else return undefined;
  }
  return steps;
}

/** What a path leads to; `undefined` when there is nothing. */
export function follow(value: unknown, steps: readonly Step[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step === "*") {
    const members: unknown[] =
      typeof value === "object" && value !== null ? Object.values(value) : [];
    return members.map((each) => follow(each, rest)).filter((found) => found !== undefined);
  }
  return follow("name" in step ? member(value, step.name) : element(value, step.index), rest);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const own = Object.getOwnPropertyDescriptor(value, name);
  const found: unknown = own?.value;
  return found;
}

function element(value: unknown, index: number): unknown {
  return Array.isArray(value) ? value[index] : undefined;
}
