import type { CancellationReason } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../../errors.ts";

/** The reason of an action that another one took down with it. */
export const NO_REASON: CancellationReason = { Code: "None" };

/** The reason of an action whose key or update does not fit its table or item. */
export function reasonOf(error: AwsError): CancellationReason {
  const code = error.code === "ValidationException" ? "ValidationError" : error.code;
  return { Code: code, Message: error.message };
}

/** The error of a transaction that did nothing, with one reason per action. */
export function transactionCancelled(reasons: readonly CancellationReason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons } },
  );
}
