import { readEnvironment } from "@blueprints/lambda-kit/config";
import * as z from "zod";

// Lambda sets the AWS_ variables; `sls invoke local` takes them from the shell or the profile. Asking for
// them here ends a run without credentials at once, instead of after the SDK has looked everywhere.
const Env = z.object({
  AWS_REGION: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().optional(),
  /** Percent: labels below it do not flag an image. */
  MODERATION_MIN_CONFIDENCE: z.coerce.number().min(0).max(100),
});
export type Env = z.infer<typeof Env>;

/** @throws {ConfigError} naming every variable that is missing or wrong. */
export function readEnv(): Env {
  return readEnvironment(Env);
}
