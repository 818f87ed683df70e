const HEAD_END = "\r\n\r\n";

/** One answer as it came over the wire. */
export interface RawResponse {
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
  /** Bytes of both. */
  readonly sizeBytes: number;
}

/**
 * The first answer in the bytes that have come so far; undefined while it is not whole.
 *
 * @throws {Error} It does not say its length, so that nobody can tell where it ends.
 */
export function readResponse(bytes: Buffer): RawResponse | undefined {
  const headLength = bytes.indexOf(HEAD_END);
  if (headLength < 0) return undefined;
  const head = bytes.toString("latin1", 0, headLength);
  const length = /\r\ncontent-length: *(\d+)/iu.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  const bodyStart = headLength + HEAD_END.length;
  const sizeBytes = bodyStart + Number(length);
  if (bytes.length < sizeBytes) return undefined;
  return { head, body: bytes.toString("latin1", bodyStart, sizeBytes), sizeBytes };
}

// In every answer another one, and of one length.
const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/giu;
const DATE = /^date: .*$/gimu;
const LENGTH_OF_HOP = /^(?:connection|keep-alive): .*$/gimu;

/** An answer without what differs between two answers to the same request. */
export function comparable({ head, body }: RawResponse): { head: string[]; body: string } {
  const lines = head
    .replaceAll(DATE, "")
    .replaceAll(LENGTH_OF_HOP, "")
    .replaceAll(UUID, "<id>")
    .split("\r\n")
    .filter((line) => line.trim() !== "");
  const [status = "", ...headers] = lines.map((line) => line.trim());
  return {
    head: [status, ...headers.map((line) => line.toLowerCase()).sort()],
    body: body.replaceAll(UUID, "<id>"),
  };
}
