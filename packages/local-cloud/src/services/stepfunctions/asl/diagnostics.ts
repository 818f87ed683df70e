/** One fault of a definition, as `ValidateStateMachineDefinition` reports it. */
export interface Diagnostic {
  readonly code:
    | "INVALID_JSON_DESCRIPTION"
    | "SCHEMA_VALIDATION_FAILED"
    | "MISSING_TRANSITION_TARGET"
    | "DUPLICATE_STATE_NAME";
  readonly message: string;
  /** Path of the faulty element: `/States/Wait/Next`. */
  readonly location?: string;
}

/** A fault of the shape or of a field's value. */
export function schemaFault(message: string, location: string): Diagnostic {
  return { code: "SCHEMA_VALIDATION_FAILED", message, location };
}

/** The faults in one line, as the message of `InvalidDefinition` lists them. */
export function describeDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.map(({ code, message, location }) =>
    location === undefined ? `${code}: ${message}` : `${code}: ${message} at ${location}`,
  );
  return `Invalid State Machine Definition: '${lines.join(", ")}'`;
}
