import { checkPath, checkPayload, checkReferencePath } from "./check-expression.ts";
import { compileChoiceRule } from "./choice-rules.ts";
import { timestampMs } from "./choice-comparison.ts";
import type { ChoiceState, QueryLanguage, State, TaskState } from "./definition.ts";
import { type Diagnostic, schemaFault } from "./diagnostics.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject, own } from "./json.ts";
import { jsonataSource } from "./jsonata.ts";
import { parseResource } from "./resource.ts";

/** What the checks of a state depend on besides the state. */
export interface CheckScope {
  readonly type: "STANDARD" | "EXPRESS";
  readonly language: QueryLanguage;
}

type Check = (fields: JsonObject, at: string, language: QueryLanguage) => readonly Diagnostic[];

const ONLY_JSONPATH = [
  "InputPath",
  "OutputPath",
  "ResultPath",
  "ResultSelector",
  "Parameters",
  "ItemsPath",
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "MaxConcurrencyPath",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentagePath",
  "ErrorPath",
  "CausePath",
];
const ONLY_JSONATA = ["Arguments", "Output", "Items"];
const PAYLOADS = [
  "Parameters",
  "Arguments",
  "ResultSelector",
  "ItemSelector",
  "Output",
  "Assign",
  "Items",
  "Error",
  "Cause",
  "Timestamp",
];
const DYNAMIC_VALUES = ["TimeoutSeconds", "HeartbeatSeconds", "Seconds", "MaxConcurrency"];
const TRANSITIONS = new Set(["Pass", "Task", "Wait", "Parallel", "Map"]);
const EXCLUSIVE = [
  ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
  ["TimeoutSeconds", "TimeoutSecondsPath"],
  ["HeartbeatSeconds", "HeartbeatSecondsPath"],
  ["Error", "ErrorPath"],
  ["Cause", "CausePath"],
  ["ItemProcessor", "Iterator"],
  ["ItemSelector", "Parameters"],
];

const languageFields: Check = (fields, at, language) => {
  const foreign = language === "JSONata" ? ONLY_JSONPATH : ONLY_JSONATA;
  return foreign
    .filter((name) => own(fields, name) !== undefined)
    .map((name) =>
      schemaFault(`Field is not supported when the query language is ${language}`, `${at}/${name}`),
    );
};

const paths: Check = (fields, at) =>
  ONLY_JSONPATH.flatMap((name) => {
    const value = own(fields, name);
    if (typeof value !== "string") return [];
    if (name === "ResultPath") return checkReferencePath(value, `${at}/${name}`);
    return name.endsWith("Path") ? checkPath(value, `${at}/${name}`) : [];
  });

const payloads: Check = (fields, at, language) =>
  [...PAYLOADS, ...DYNAMIC_VALUES].flatMap((name) => {
    const value = own(fields, name);
    return value === undefined ? [] : checkPayload(value, `${at}/${name}`, language);
  });

/** A number may be an expression only in JSONata. */
const numbers: Check = (fields, at, language) =>
  DYNAMIC_VALUES.flatMap((name) => {
    const value = own(fields, name);
    const isExpression =
      language === "JSONata" && typeof value === "string" && jsonataSource(value) !== undefined;
    if (typeof value !== "string" || isExpression) return [];
    return [schemaFault("Expected value of type Integer", `${at}/${name}`)];
  });

const exclusive: Check = (fields, at) =>
  EXCLUSIVE.flatMap((group) => {
    const given = group.filter((name) => own(fields, name) !== undefined);
    if (given.length < 2) return [];
    return [schemaFault(`Only one of these fields may be given: [${given.join(", ")}]`, at)];
  });

const needed: Check = (fields, at) => {
  const type = own(fields, "Type");
  const groups: Readonly<Record<string, readonly string[] | undefined>> = {
    Wait: EXCLUSIVE[0],
    Map: ["ItemProcessor", "Iterator"],
  };
  const group = typeof type === "string" ? groups[type] : undefined;
  if (group === undefined || group.some((name) => own(fields, name) !== undefined)) return [];
  return [schemaFault(`Exactly one of these fields is required: [${group.join(", ")}]`, at)];
};

const transition: Check = (fields, at) => {
  const type = own(fields, "Type");
  if (typeof type !== "string" || !TRANSITIONS.has(type)) return [];
  const ends = own(fields, "End") === true;
  if ((own(fields, "Next") !== undefined) !== ends) return [];
  return [schemaFault("Exactly one of these fields is required: [Next, End]", at)];
};

function misplacedAll(entries: readonly Json[], index: number): boolean {
  const entry = entries[index];
  const names = isJsonObject(entry) ? own(entry, "ErrorEquals") : undefined;
  if (!isJsonArray(names) || !names.includes("States.ALL")) return false;
  return names.length > 1 || index < entries.length - 1;
}

const handlers: Check = (fields, at, language) =>
  ["Retry", "Catch"].flatMap((name) => {
    const entries = own(fields, name);
    if (!isJsonArray(entries)) return [];
    return entries.flatMap((entry, index) => {
      const place = `${at}/${name}[${index}]`;
      const faults = isJsonObject(entry) ? handlerFields(entry, place, language) : [];
      if (!misplacedAll(entries, index)) return faults;
      return faults.concat(
        schemaFault("States.ALL must appear alone and in the last entry", place),
      );
    });
  });

const handlerFields: Check = (entry, at, language) => [
  ...languageFields(entry, at, language),
  ...paths(entry, at, language),
  ...payloads(entry, at, language),
];

const timestamp: Check = (fields, at) => {
  const value = own(fields, "Timestamp");
  if (typeof value !== "string" || jsonataSource(value) !== undefined) return [];
  if (timestampMs(value) !== undefined) return [];
  return [schemaFault("Value is not a valid ISO 8601 timestamp", `${at}/Timestamp`)];
};

const CHECKS = [
  languageFields,
  paths,
  payloads,
  numbers,
  exclusive,
  needed,
  transition,
  handlers,
  timestamp,
];

function checkResource(
  state: TaskState,
  at: string,
  type: CheckScope["type"],
): readonly Diagnostic[] {
  const resource = parseResource(state.Resource);
  const location = `${at}/Resource`;
  if (resource === undefined) return [schemaFault("Value is not a valid resource ARN", location)];
  if (type === "STANDARD" || resource.pattern === "response") return [];
  const suffix = resource.pattern === "sync" ? ".sync" : ".waitForTaskToken";
  return [
    schemaFault(
      `Express state machine does not support '${suffix}' service integration `,
      location,
    ),
  ];
}

function checkChoices(state: ChoiceState, at: string, language: QueryLanguage) {
  return state.Choices.flatMap((rule, index): readonly Diagnostic[] => {
    const place = `${at}/Choices[${index}]`;
    const faults = [...handlerFields(rule, place, language)];
    if (typeof own(rule, "Next") !== "string") {
      faults.push(schemaFault("These fields are required: [Next]", place));
    }
    if (language === "JSONata") {
      const condition = own(rule, "Condition");
      if (condition === undefined) {
        return [...faults, schemaFault("These fields are required: [Condition]", place)];
      }
      return [...faults, ...checkPayload(condition, `${place}/Condition`, language)];
    }
    try {
      compileChoiceRule(rule);
      return faults;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [...faults, schemaFault(reason, place)];
    }
  });
}

/** Checks the fields of one state. */
export function checkState(state: State, at: string, scope: CheckScope): readonly Diagnostic[] {
  if (scope.language === "JSONata" && state.QueryLanguage === "JSONPath") {
    return [
      schemaFault(
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
        at,
      ),
    ];
  }
  const language = state.QueryLanguage ?? scope.language;
  const fields: JsonObject = JSON.parse(JSON.stringify(state));
  const faults = CHECKS.flatMap((check) => check(fields, at, language));
  if (state.Type === "Task") return [...faults, ...checkResource(state, at, scope.type)];
  return state.Type === "Choice" ? [...faults, ...checkChoices(state, at, language)] : faults;
}
