import type { Rule } from "./rule.ts";
import { encrypted, noPublicAccess, tlsOnly } from "./rules/data.ts";
import * as deadLetters from "./rules/dead-letters.ts";
import * as deliveries from "./rules/deliveries.ts";
import * as eventSources from "./rules/event-sources.ts";
import { noLiteralSecrets, runtime, tracing } from "./rules/functions.ts";
import * as logs from "./rules/logs.ts";
import { noFixedNames, stagedNames } from "./rules/names.ts";
import { noWildcardActions, noWildcardResources } from "./rules/permissions.ts";
import { apiAccess, apiThrottling, noAnyOrigin } from "./rules/rest-apis.ts";
import { noUnusedRoles, ownRole } from "./rules/roles.ts";
import { knownTypes, outputs, tags } from "./rules/service.ts";
import { clientAttributes, hiddenUsers } from "./rules/user-pools.ts";

/** Every rule over a compiled template. */
export const RULES: readonly Rule[] = [
  ...Object.values(deadLetters),
  ...Object.values(deliveries),
  ...Object.values(eventSources),
  ...Object.values(logs),
  apiAccess,
  apiThrottling,
  noAnyOrigin,
  clientAttributes,
  hiddenUsers,
  encrypted,
  tlsOnly,
  noPublicAccess,
  noFixedNames,
  stagedNames,
  runtime,
  tracing,
  noLiteralSecrets,
  ownRole,
  noUnusedRoles,
  noWildcardActions,
  noWildcardResources,
  tags,
  outputs,
  knownTypes,
];
