import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Rule } from "./model.ts";

/** A rule as the API shows it. */
export function showRule(rule: Rule): EventBridge.Rule {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.eventPattern,
    ScheduleExpression: rule.scheduleExpression,
    State: rule.enabled ? "ENABLED" : "DISABLED",
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: rule.busName,
  };
}
