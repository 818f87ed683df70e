import { invalidParameter } from "./errors.ts";
import { NotEmulatedError } from "../../errors.ts";
import { parseJsonPattern } from "./json-pattern.ts";

/** Whether a message is one that a filter pattern asks for. */
export type MessageTest = (message: string) => boolean;

/**
 * Compiles a filter pattern: terms, quoted phrases, `?optional`, `-excluded`, `%regular expression%`,
 * or a JSON condition in braces.
 *
 * @throws {AwsError} `InvalidParameterException` for a pattern that cannot be read; `NotEmulated`
 *   for the space-delimited form in brackets.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern: string): MessageTest {
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("["))
    throw new NotEmulatedError("logs:FilterLogEvents", "filterPattern [...]");
  if (text.startsWith("{")) return jsonTest(text);
  return termsTest(text);
}

function jsonTest(text: string): MessageTest {
  if (!text.endsWith("}")) throw invalidParameter("Invalid filter pattern");
  const matches = parseJsonPattern(text.slice(1, -1));
  return (message) => {
    try {
      return matches(JSON.parse(message));
    } catch {
      return false; // not JSON: such a pattern never matches it
    }
  };
}

const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"]+))/gy;

function termsTest(text: string): MessageTest {
  const required: MessageTest[] = [];
  const optional: MessageTest[] = [];
  const excluded: MessageTest[] = [];
  let at = 0;
  while (at < text.length) {
    TERM.lastIndex = at;
    const match = TERM.exec(text);
    if (match === null) throw invalidParameter("Invalid filter pattern");
    const test = termTest(match);
    if (match[1] === "?") optional.push(test);
    else if (match[1] === "-") excluded.push(test);
    else required.push(test);
    at = TERM.lastIndex;
    while (/\s/.test(text[at] ?? "")) at += 1;
  }
  return (message) =>
    required.every((test) => test(message)) &&
    !excluded.some((test) => test(message)) &&
    // Beside required terms the optional ones are ignored, as CloudWatch Logs does.
    (required.length > 0 || optional.length === 0 || optional.some((test) => test(message)));
}

function termTest([, , phrase, expression, word]: RegExpExecArray): MessageTest {
  if (expression !== undefined) {
    const regex = compileRegex(expression);
    return (message) => regex.test(message);
  }
  const term = phrase === undefined ? (word ?? "") : phrase.replaceAll(/\\(.)/g, "$1");
  return (message) => message.includes(term);
}

const SAFE_REGEX =
  /^[\w\s.,:;=<>@#&/'"~!-]*(?:(?:\\.|\[[^\]]*\]|[\^$?*+|()])[\w\s.,:;=<>@#&/'"~!-]*)*$/;
const NESTED_REPEAT = /[*+][^()]*\)[*+?]/;

/** Only the operators that CloudWatch Logs knows, and none that can run for ever. */
function compileRegex(expression: string): RegExp {
  try {
    if (!SAFE_REGEX.test(expression) || NESTED_REPEAT.test(expression)) {
      throw new SyntaxError(expression);
    }
    return new RegExp(expression);
  } catch {
    throw invalidParameter("Invalid regular expression in filter pattern");
  }
}
