import type { Json, JsonObject } from "./json.ts";

/** The variables of one scope: a machine, a branch or an iteration. Inner scopes read outer ones. */
export class Variables {
  readonly #outer: Variables | undefined;
  readonly #values = new Map<string, Json>();

  constructor(outer?: Variables) {
    this.#outer = outer;
  }

  get(name: string): Json | undefined {
    return this.#values.has(name) ? this.#values.get(name) : this.#outer?.get(name);
  }

  assign(values: JsonObject): void {
    for (const [name, value] of Object.entries(values)) this.#values.set(name, value);
  }

  /** Every variable in sight; an inner one hides an outer one of its name. */
  all(): JsonObject {
    return { ...this.#outer?.all(), ...Object.fromEntries(this.#values) };
  }
}
