import type { Image } from "../domain/image.ts";
import type { Moderation } from "../domain/moderation.ts";

/** A model that finds inappropriate content. */
export interface ContentModerator {
  /**
   * @throws {InvalidError} `UnsupportedImage`: it is no image the model can read.
   * @throws {NotFoundError} `ImageNotFound`: no such object, or none that this service may read.
   * @throws {UnavailableError} `ModerationUnavailable`: throttled, down or too slow.
   */
  moderate(image: Image): Promise<Moderation>;
}
