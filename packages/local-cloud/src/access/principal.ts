/**
 * Who makes a call. Carried from the credentials of the request to every call that the request
 * causes, so that each effect can be allowed or refused by the policies of the one that causes it.
 */
export type Principal =
  | { readonly kind: "root"; readonly accountId: string }
  | {
      readonly kind: "role";
      readonly accountId: string;
      /** `arn:aws:iam::123456789012:role/name`. */
      readonly roleArn: string;
      readonly sessionName: string;
    }
  | {
      readonly kind: "service";
      readonly accountId: string;
      /** `s3.amazonaws.com` and the like. */
      readonly service: string;
      /** The resource on whose behalf the service acts: `aws:SourceArn` in policies. */
      readonly sourceArn?: string;
    }
  | { readonly kind: "anonymous"; readonly accountId: string };

/** The ARN that `GetCallerIdentity` and the request log show for a principal. */
export function principalArn(principal: Principal): string {
  switch (principal.kind) {
    case "root":
      return `arn:aws:iam::${principal.accountId}:root`;
    case "role": {
      const roleName = principal.roleArn.split("/").at(-1) ?? principal.roleArn;
      return `arn:aws:sts::${principal.accountId}:assumed-role/${roleName}/${principal.sessionName}`;
    }
    case "service":
      return principal.service;
    case "anonymous":
      return "anonymous";
  }
}
