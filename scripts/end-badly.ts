/** Ends a tool that cannot do its work, with one line that says why: for `catch`. */
export function endBadly(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
