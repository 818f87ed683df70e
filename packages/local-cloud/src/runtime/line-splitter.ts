import { StringDecoder } from "node:string_decoder";
import type { Readable } from "node:stream";

const MAX_LINE_CHARS = 1_000_000; // a "line" without an end must not fill the memory

/**
 * Calls `onLine` for every line of a stream, and for an unfinished last one.
 *
 * Node's readline also splits at a lone carriage return and at U+2028, which may stand in a record.
 */
export function splitLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length < MAX_LINE_CHARS) return;
    onLine(rest);
    rest = "";
  });
  stream.on("end", () => {
    rest += decoder.end();
    if (rest !== "") onLine(rest);
  });
  // A pipe that breaks with its process has nothing more to say.
  stream.on("error", () => undefined);
}
