const NAMED: ReadonlyMap<string, string> = new Map([
  ["\b", String.raw`\b`],
  ["\n", String.raw`\n`],
  ["\t", String.raw`\t`],
  ["\f", String.raw`\f`],
  ["\r", String.raw`\r`],
  ["'", String.raw`\'`],
  ['"', String.raw`\"`],
  ["\\", String.raw`\\`],
  ["/", String.raw`\/`],
]);

/**
 * Escapes a text as the Java library behind `$util.escapeJavaScript` does: quotes of both kinds,
 * slashes, and everything outside printable ASCII. `\'` is not JSON: templates turn it back.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function escapeJavaScript(text: string): string {
  // By UTF-16 unit, as Java does: a character beyond the first plane becomes two escapes.
  return text.replaceAll(/['"\\/]|[^ -~]/g, (character) => {
    const named = NAMED.get(character);
    if (named !== undefined) return named;
    return String.raw`\u` + character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  });
}
