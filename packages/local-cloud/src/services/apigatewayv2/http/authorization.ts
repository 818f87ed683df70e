import { message, type ApiResponse } from "./api-request.ts";
import type { AuthorizerContext } from "./proxy-event.ts";

/** Let in, with what the event says about it, or an answer that refuses. */
export type Authorization =
  | { readonly context: AuthorizerContext }
  | { readonly refusal: ApiResponse };

export const UNAUTHORIZED: Authorization = {
  refusal: message(401, "Unauthorized", { "www-authenticate": "Bearer" }),
};
export const FORBIDDEN: Authorization = { refusal: message(403, "Forbidden") };
