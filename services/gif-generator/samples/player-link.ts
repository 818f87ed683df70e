import { AwsClient } from "aws4fetch";
import * as z from "zod";

const Link = z.object({ url: z.url(), expiresAt: z.string() });
const Environment = z.object({
  AWS_ACCESS_KEY_ID: z.string(),
  AWS_SECRET_ACCESS_KEY: z.string(),
  AWS_SESSION_TOKEN: z.string().optional(),
  AWS_REGION: z.string(),
});

/**
 * Asks the API for a link to the player page, signed with the credentials of the environment.
 *
 * @returns The URL; whoever has it sees the videos for eight hours.
 * @throws {Error} when the API refuses.
 */
export async function playerLink(apiUrl: string): Promise<string> {
  const env = Environment.parse(process.env);
  const client = new AwsClient({
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    ...(env.AWS_SESSION_TOKEN !== undefined && { sessionToken: env.AWS_SESSION_TOKEN }),
    service: "execute-api",
    region: env.AWS_REGION,
  });
  const response = await client.fetch(`${apiUrl}/player-links`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  if (!response.ok) {
    throw new Error(`no player link: ${response.status} ${await response.text()}`);
  }
  return Link.parse(await response.json()).url;
}
