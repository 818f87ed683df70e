/** What every template may refer to without declaring it. */
const PSEUDO_PARAMETERS = [
  "AWS::AccountId",
  "AWS::NoValue",
  "AWS::NotificationARNs",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
] as const;

const NAMES: ReadonlySet<string> = new Set(PSEUDO_PARAMETERS);

/** Tells whether `name` is a pseudo parameter. */
export function isPseudoParameter(name: string): boolean {
  return NAMES.has(name);
}
