import type * as Ssm from "@aws-sdk/client-ssm";
import { fail, NotEmulatedError } from "../../errors.ts";
import type { In } from "../../service.ts";
import { latest, type ParameterRecord } from "./state.ts";

type Filter = (parameter: ParameterRecord) => boolean;

const PATH_OPTIONS = ["Recursive", "OneLevel"];
const OPTIONS = ["Equals", "BeginsWith", "Contains"];

/**
 * The filter that DescribeParameters is asked for.
 *
 * @throws {AwsError} `InvalidFilterOption`.
 * @throws {NotEmulatedError} Keys other than Name, Path, Type, Tier and tags.
 */
export function parameterFilter(input: In<typeof Ssm, "DescribeParameters">): Filter {
  if (input.Filters !== undefined) throw new NotEmulatedError("DescribeParameters", "Filters");
  const filters = (input.ParameterFilters ?? []).map((given) => oneFilter(given));
  return (parameter) => filters.every((filter) => filter(parameter));
}

function oneFilter({ Key = "", Option, Values = [] }: Ssm.ParameterStringFilter): Filter {
  if (Option !== undefined) checkOption(Key, Option);
  const matches = comparison(Option ?? "Equals", Values);
  if (Key.startsWith("tag:")) {
    const tag = Key.slice("tag:".length);
    return ({ tags }) => Object.hasOwn(tags, tag) && (Values.length === 0 || matches(tags[tag]));
  }
  switch (Key) {
    case "Name":
      return ({ name }) => matches(name);
    case "Type":
      return (parameter) => matches(latest(parameter).type);
    case "Tier":
      return (parameter) => matches(latest(parameter).tier);
    case "Path":
      return ({ name }) => Values.some((path) => isUnder(name, path, Option === "Recursive"));
    default:
      throw new NotEmulatedError("DescribeParameters", `filter ${Key}`);
  }
}

function checkOption(key: string, option: string): void {
  const options = key === "Path" ? PATH_OPTIONS : OPTIONS;
  if (options.includes(option)) return;
  fail(
    "InvalidFilterOption",
    `The following filter option is not valid: ${option}. Valid options include: [${options.join(", ")}]`,
  );
}

function comparison(
  option: string,
  values: readonly string[],
): (value: string | undefined) => boolean {
  return (value = "") =>
    values.some((wanted) => {
      if (option === "BeginsWith") return value.startsWith(wanted);
      return option === "Contains" ? value.includes(wanted) : value === wanted;
    });
}

function isUnder(name: string, path: string, recursive: boolean): boolean {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  return name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes("/"));
}
