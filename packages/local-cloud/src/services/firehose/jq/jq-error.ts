/** What jq says when a program does not fit its input. */
export class JqError extends Error {
  override readonly name = "JqError";
}
