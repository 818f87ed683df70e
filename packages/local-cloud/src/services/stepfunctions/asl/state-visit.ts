import { Evaluator, type StateData } from "./evaluator.ts";
import type { QueryLanguage, State } from "./definition.ts";
import type { Frame } from "./frame.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { applyResultPath } from "./json-path.ts";
import { limitedText } from "./payload-limit.ts";

/** Where a state leaves to. */
export interface StateExit {
  readonly output: Json;
  /** The next state; the branch ends without one. */
  readonly next: string | undefined;
  /** New values of variables. */
  readonly assigned?: JsonObject;
}

/** How a state puts its result into its output; the fields of several state types. */
interface OutputFields {
  readonly Next?: string | undefined;
  readonly Assign?: JsonObject | undefined;
  readonly Output?: Json | undefined;
  readonly OutputPath?: string | null | undefined;
  readonly ResultPath?: string | null | undefined;
  readonly ResultSelector?: JsonObject | undefined;
}

/** One visit to one state: its input, its place in the context object, its retries so far. */
export class StateVisit {
  readonly frame: Frame;
  readonly name: string;
  readonly language: QueryLanguage;
  /** The input as it came into the state. */
  readonly input: Json;
  readonly enteredEventId: number;
  retryCount = 0;
  readonly #enteredAtMs: number;

  constructor(frame: Frame, { name, state, input }: { name: string; state: State; input: Json }) {
    this.frame = frame;
    this.name = name;
    this.input = input;
    this.language = state.QueryLanguage ?? frame.language;
    const entered = frame.emit(`${state.Type}StateEntered`, {
      name,
      input: limitedText(input, name),
      inputDetails: { truncated: false },
    });
    this.enteredEventId = entered.event?.id ?? 0;
    this.#enteredAtMs = entered.atMs;
  }

  /** An evaluator over this visit's context object, with `extra` members such as `Task`. */
  evaluator(extra: JsonObject = {}, frame: Frame = this.frame): Evaluator {
    const context: JsonObject = {
      ...this.frame.context,
      State: {
        EnteredTime: new Date(this.#enteredAtMs).toISOString(),
        Name: this.name,
        RetryCount: this.retryCount,
      },
      ...extra,
    };
    return new Evaluator(frame, this.language, context);
  }

  /** The values of `Assign`, which reads variables as they were before. */
  async assigned(assign: JsonObject | undefined, data: StateData): Promise<JsonObject> {
    if (assign === undefined) return {};
    const values = await this.evaluator().fill("Assign", assign, data);
    return isJsonObject(values) ? values : {};
  }

  /** From a result to the state's output: selector, variables, result path, output path. */
  async finish(state: OutputFields, result: Json): Promise<StateExit> {
    const evaluator = this.evaluator();
    if (this.language === "JSONata") {
      const data = { input: this.input, result };
      const output =
        state.Output === undefined ? result : await evaluator.fill("Output", state.Output, data);
      return { output, next: state.Next, assigned: await this.assigned(state.Assign, data) };
    }
    const selected =
      state.ResultSelector === undefined
        ? result
        : await evaluator.fill("ResultSelector", state.ResultSelector, { input: result });
    const assigned = await this.assigned(state.Assign, { input: this.input, result: selected });
    const merged = applyResultPath(state.ResultPath, this.input, selected);
    const output = evaluator.path("OutputPath", state.OutputPath, merged);
    return { output, next: state.Next, assigned };
  }

  /** The state's input after `InputPath`. */
  selectedInput(state: { readonly InputPath?: string | null | undefined }): Json {
    if (this.language === "JSONata") return this.input;
    return this.evaluator().path("InputPath", state.InputPath, this.input);
  }

  /** Records the exit and makes the assigned values visible to the states that follow. */
  exit(type: State["Type"], { output, assigned = {} }: StateExit): void {
    const names = Object.keys(assigned);
    const texts = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]);
    const details: JsonObject = {
      name: this.name,
      output: limitedText(output, this.name),
      outputDetails: { truncated: false },
      ...(names.length === 0
        ? {}
        : {
            assignedVariables: Object.fromEntries(texts),
            assignedVariablesDetails: { truncated: false },
          }),
    };
    this.frame.emit(`${type}StateExited`, details);
    this.frame.variables.assign(assigned);
  }

  /** The sentence AWS puts before the reason of a failed evaluation. */
  explain(reason: string): string {
    const where = `(entered at the event id #${this.enteredEventId})`;
    return `An error occurred while executing the state '${this.name}' ${where}. ${reason}`;
  }
}
