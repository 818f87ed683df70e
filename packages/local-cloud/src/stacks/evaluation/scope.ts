import type { Json } from "../json.ts";

/** What names mean while a template is evaluated. */
export interface Scope {
  readonly region: string;
  /** `AWS::LanguageExtensions` is among the template's transforms. */
  readonly extensions: boolean;
  /**
   * The value of a parameter, pseudo parameter or resource; `undefined` stands for `AWS::NoValue`.
   *
   * @throws {AwsError} `ValidationError`: nothing has this name.
   */
  ref(name: string): Json | undefined;
  /** @throws {AwsError} `ValidationError`: no such resource or attribute. */
  attribute(resource: string, name: string): Json;
  /** @throws {AwsError} `ValidationError`: no such condition. */
  condition(name: string): boolean;
  /** @throws {AwsError} `ValidationError`: no such entry. */
  mapping(path: readonly [map: string, top: string, second: string]): Json;
  /** @throws {AwsError} `ValidationError`: nothing exports this name. */
  importValue(name: string): string;
}
