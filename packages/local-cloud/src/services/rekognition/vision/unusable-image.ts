/** Why an image cannot be looked at. */
export type ImageFault =
  | { readonly kind: "format" }
  | { readonly kind: "tooSmall" }
  | { readonly kind: "tooLarge"; readonly width: number; readonly height: number };

/** An image that cannot be looked at; `fault` says why. Stays inside the vision thread. */
export class UnusableImageError extends Error {
  override readonly name = "UnusableImageError";
  readonly fault: ImageFault;

  constructor(fault: ImageFault, cause?: unknown) {
    super(`unusable image: ${fault.kind}`, { cause });
    this.fault = fault;
  }
}
