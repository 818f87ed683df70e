import type { QueryLanguage } from "./definition.ts";
import { runtimeError, StateError } from "./errors.ts";
import type { Frame } from "./frame.ts";
import type { IntrinsicScope } from "./intrinsics.ts";
import { evaluateIntrinsic } from "./intrinsics.ts";
import type { Json, JsonObject } from "./json.ts";
import { readPath } from "./json-path.ts";
import { fillJsonata } from "./jsonata.ts";
import { fillTemplate } from "./payload-template.ts";
import type { SeededRandom } from "./random.ts";

/** What a state's expressions see: `$states.input`, `.result` and `.errorOutput`. */
export interface StateData {
  readonly input: Json;
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/** A field that may be given as a value or expression, or as a path in `…Path`. */
export interface ValueOrPath {
  readonly field: string;
  readonly value: Json | undefined;
  readonly path?: string | undefined;
}

/** What `$` is in a JSONPath template. */
function rootOf({ input, result, errorOutput }: StateData): Json {
  if (result !== undefined) return result;
  return errorOutput === undefined ? input : errorOutput;
}

/** Evaluates the fields of one state in its query language. */
export class Evaluator {
  readonly language: QueryLanguage;
  readonly #frame: Frame;
  readonly #context: JsonObject;
  readonly #random: SeededRandom;

  constructor(frame: Frame, language: QueryLanguage, context: JsonObject) {
    this.language = language;
    this.#frame = frame;
    this.#context = context;
    this.#random = frame.random();
  }

  /** The roots of a path whose `$` is `input`. */
  pathScope(input: Json): IntrinsicScope {
    return {
      input,
      context: this.#context,
      variable: (name) => this.#frame.variables.get(name),
      random: this.#random,
    };
  }

  /** Fills a payload template or the JSONata expressions in a value. */
  async fill(field: string, template: Json, data: StateData): Promise<Json> {
    if (this.language === "JSONPath") {
      return fillTemplate(template, this.pathScope(rootOf(data)));
    }
    const scope = {
      states: { ...data, context: this.#context },
      variables: this.#frame.variables.all(),
      random: this.#random,
      nowMs: this.#frame.atMs,
    };
    return fillJsonata(template, scope, field);
  }

  /** `InputPath`, `OutputPath`, `ItemsPath`: `null` selects an empty object. */
  path(field: string, path: string | null | undefined, input: Json): Json {
    if (path === null) return {};
    return path === undefined ? input : readPath(path, this.pathScope(input), field);
  }

  /** A field in its one or other form; `undefined` when the state has neither. */
  async value({ field, value, path }: ValueOrPath, input: Json): Promise<Json | undefined> {
    if (path !== undefined) {
      const scope = this.pathScope(input);
      return path.startsWith("$")
        ? readPath(path, scope, `${field}Path`)
        : evaluateIntrinsic(path, scope);
    }
    if (value === undefined || this.language === "JSONPath") return value;
    return this.fill(field, value, { input });
  }

  /** Such a field that must be a whole number of at least `minimum`. */
  async integer(
    source: ValueOrPath & { minimum: number },
    input: Json,
  ): Promise<number | undefined> {
    const value = await this.value(source, input);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= source.minimum)
      return value;
    const message = `The value for the field '${source.field}' must be an integer of at least ${source.minimum}, but was ${JSON.stringify(value)}`;
    if (this.language === "JSONPath") throw runtimeError(message);
    throw new StateError("States.QueryEvaluationError", message, { location: source.field });
  }
}
