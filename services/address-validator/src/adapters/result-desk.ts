import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { ResultDesk } from "../app/ports.ts";
import { previewKey } from "../domain/names.ts";
import { PreviewFile } from "../schemas/preview.ts";
import { orUnavailable } from "./or-unavailable.ts";

const TTL_SECONDS = 300;

/** The bucket of results, for whoever reads them. */
export function resultDesk(client: S3Client, Bucket: string): ResultDesk {
  return {
    async permit(key) {
      const signingDate = new Date();
      // Names have no characters that would need escaping; see `nameOf`.
      const disposition = `attachment; filename="${key.slice(key.lastIndexOf("/") + 1)}"`;
      const command = new GetObjectCommand({
        Bucket,
        Key: key,
        ResponseContentDisposition: disposition,
      });
      const url = await getSignedUrl(client, command, { expiresIn: TTL_SECONDS, signingDate });
      const expiresAt = new Date(signingDate.getTime() + TTL_SECONDS * 1000).toISOString();
      return { url, expiresAt };
    },

    async preview({ name, run }) {
      const reading = async (): Promise<string | undefined> => {
        try {
          const command = new GetObjectCommand({ Bucket, Key: previewKey(name) });
          return await (await client.send(command)).Body?.transformToString();
        } catch (error) {
          if (error instanceof Error && error.name === "NoSuchKey") return undefined;
          throw error;
        }
      };
      const text = await orUnavailable("DestinationUnavailable", reading());
      if (text === undefined) return undefined;
      const file = PreviewFile.parse(JSON.parse(text));
      return file.run === run ? { points: file.points, firstRows: file.firstRows } : undefined;
    },
  };
}
