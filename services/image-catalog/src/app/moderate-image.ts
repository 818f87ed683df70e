import { assertSupported, type Image } from "../domain/image.ts";
import { judge, type Verdict } from "../domain/moderation.ts";
import type { ContentModerator } from "./ports.ts";

/**
 * Says whether an image needs a moderator's eyes.
 *
 * @throws {InvalidError} see {@link assertSupported} and {@link ContentModerator.moderate}.
 */
export async function moderateImage(
  deps: { readonly moderator: ContentModerator },
  image: Image,
): Promise<Verdict> {
  assertSupported(image);
  return judge(await deps.moderator.moderate(image));
}
