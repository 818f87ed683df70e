import type { GatewayResponseName } from "./gateway-response-types.ts";

/** What is particular about one failure. */
interface FailureDetails {
  /** In the place of the message that the type has. */
  readonly message?: string;
  /** In the place of the status that the type has, unless the API sets one. */
  readonly status?: number;
  /** The member of the answer that holds the message: AWS writes some of them with a capital. */
  readonly member?: "message" | "Message";
  /** `$context.error.validationErrorString`. */
  readonly validation?: string;
  readonly cause?: unknown;
}

/** The answer is API Gateway's own: no backend's. */
export class GatewayFailure extends Error {
  override readonly name = "GatewayFailure";
  readonly type: GatewayResponseName;
  readonly details: FailureDetails;

  constructor(type: GatewayResponseName, details: FailureDetails = {}) {
    super(details.message ?? type, { cause: details.cause });
    this.type = type;
    this.details = details;
  }
}
