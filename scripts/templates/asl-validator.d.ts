/** Comes without types; the part that is used here. */
declare module "asl-validator" {
  interface Result {
    readonly isValid: boolean;
    readonly errorsText: (separator?: string) => string;
  }
  /** Adds defaults to the definition that it is given. */
  export default function validate(definition: object): Result;
}
