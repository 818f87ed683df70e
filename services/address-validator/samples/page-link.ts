import { AwsClient } from "aws4fetch";
import * as z from "zod";

const Link = z.object({ url: z.url() });
const Environment = z.object({
  AWS_ACCESS_KEY_ID: z.string(),
  AWS_SECRET_ACCESS_KEY: z.string(),
  AWS_SESSION_TOKEN: z.string().optional(),
  AWS_REGION: z.string(),
});

/**
 * Asks the API for a link to the result page, signed with the credentials of the environment.
 *
 * @param jobId Of the only job that the page shows; every job when there is none.
 * @returns The URL; whoever has it sees the results for eight hours.
 * @throws {Error} when the API refuses.
 */
export async function pageLink(apiUrl: string, jobId?: string): Promise<string> {
  const env = Environment.parse(process.env);
  const client = new AwsClient({
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    ...(env.AWS_SESSION_TOKEN !== undefined && { sessionToken: env.AWS_SESSION_TOKEN }),
    service: "execute-api",
    region: env.AWS_REGION,
  });
  const response = await client.fetch(`${apiUrl}/page-links`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jobId }),
  });
  if (!response.ok) throw new Error(`no page link: ${response.status} ${await response.text()}`);
  return Link.parse(await response.json()).url;
}
