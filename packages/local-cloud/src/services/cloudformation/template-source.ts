import { text as readText } from "node:stream/consumers";
import { Readable } from "node:stream";
import { AwsError, fail } from "../../errors.ts";
import type { CallContext } from "../../service.ts";

/** The two ways to give a template. */
export interface TemplateSource {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

const MAX_BODY_BYTES = 51_200; // template body in a request; AWS CloudFormation quotas
const MAX_OBJECT_BYTES = 1_000_000; // template body in an object; AWS CloudFormation quotas
const PATH_STYLE = /^s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/u;
const VIRTUAL_HOST = /^(?<bucket>.+)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/u;

/**
 * Reads the template of a request, from the body or from an object in this cloud's S3.
 *
 * @throws {AwsError} `ValidationError`: none or two given, too long, not readable.
 */
export async function readTemplateText(
  { TemplateBody, TemplateURL }: TemplateSource,
  ctx: CallContext,
): Promise<string> {
  if (TemplateBody !== undefined && TemplateURL !== undefined) {
    return fail("ValidationError", "You can only specify one of TemplateBody or TemplateURL.");
  }
  if (TemplateURL !== undefined) return readObject(TemplateURL, ctx);
  if (TemplateBody === undefined || TemplateBody === "") {
    return fail("ValidationError", "Either Template URL or Template Body must be specified.");
  }
  if (Buffer.byteLength(TemplateBody) > MAX_BODY_BYTES) {
    return fail(
      "ValidationError",
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
  }
  return TemplateBody;
}

async function readObject(url: string, ctx: CallContext): Promise<string> {
  const { bucket, key } = locate(url, ctx.endpoint);
  const text = await fetchText({ Bucket: bucket, Key: key }, ctx);
  if (Buffer.byteLength(text) > MAX_OBJECT_BYTES) {
    return fail("ValidationError", `Template may not exceed ${MAX_OBJECT_BYTES} bytes in size.`);
  }
  return text;
}

async function fetchText(
  object: { Bucket: string; Key: string },
  { cloud, principal }: CallContext,
): Promise<string> {
  try {
    const { Body } = await cloud.call("s3", "GetObject", object, { as: principal });
    if (Body === undefined || typeof Body === "string") return Body ?? "";
    return Body instanceof Readable ? await readText(Body) : new TextDecoder().decode(Body);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const message = error.code === "AccessDenied" ? "Access Denied" : error.message;
    throw new AwsError("ValidationError", `S3 error: ${message}`, { cause: error });
  }
}

/** Bucket and key of an object's address, on AWS or on this cloud. */
function locate(url: string, endpoint: string): { bucket: string; key: string } {
  const address = URL.parse(url);
  if (address === null) return fail("ValidationError", "TemplateURL must be a supported URL.");
  const path = decodePath(address.pathname.slice(1));
  const bucket = VIRTUAL_HOST.exec(address.hostname)?.groups?.["bucket"];
  if (bucket !== undefined) return { bucket, key: path };
  if (!PATH_STYLE.test(address.hostname) && address.origin !== endpoint) {
    return fail("ValidationError", "TemplateURL must be a supported URL.");
  }
  const slash = path.indexOf("/");
  if (slash < 1) return fail("ValidationError", "TemplateURL must reference a valid S3 object");
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return fail("ValidationError", "TemplateURL must be a supported URL.");
  }
}
