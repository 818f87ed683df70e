import { AwsClient } from "aws4fetch";
import * as z from "zod";

/** Body of `POST /`. */
export interface OrderRequest {
  readonly ItemId: string;
  readonly CustomerId: string;
  readonly MessageId: string;
  readonly FailAtStage: string;
}

const Accepted = z.object({
  orderId: z.string(),
  status: z.literal("Processing"),
  statusUrl: z.string(),
});
const OrderView = z.object({
  orderId: z.string(),
  itemId: z.string(),
  customerId: z.string(),
  status: z.enum(["Processing", "Completed", "Failed"]),
  reason: z.string().optional(),
});

/** An order as `GET /orders/{orderId}` shows it. */
export type OrderView = z.infer<typeof OrderView>;

/** An answer of the API, whatever it is. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Whose calls these are. */
export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The API at a URL, called as somebody. */
export interface OrderApi {
  call(method: string, path: string, body?: string): Promise<Answer>;
  /** @throws {Error} The order is not accepted. */
  place(order: OrderRequest): Promise<z.infer<typeof Accepted>>;
  /** @throws {Error} There is no such order. */
  get(orderId: string): Promise<OrderView>;
}

/** Opens the API. Calls are signed; throttled ones are tried again by `place` and `get` only. */
export function orderApi(url: string, region: string, caller: Caller): OrderApi {
  const { sessionToken, ...keys } = caller;
  const key = sessionToken === undefined ? keys : { ...keys, sessionToken };
  const client = new AwsClient({ ...key, region, service: "execute-api", retries: 0 });
  const patient = new AwsClient({ ...key, region, service: "execute-api", retries: 8 });
  const send = async (by: AwsClient, route: readonly [string, string], body?: string) => {
    const [method, path] = route;
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? { method } : { method, headers, body };
    const response = await by.fetch(`${url}${path}`, init);
    const answer: unknown = await response.json();
    return { status: response.status, body: answer };
  };
  return {
    call: (method, path, body) => send(client, [method, path], body),
    async place(order) {
      const { status, body } = await send(patient, ["POST", "/"], JSON.stringify(order));
      if (status !== 202) throw new Error(`POST /: ${status} ${JSON.stringify(body)}`);
      return Accepted.parse(body);
    },
    async get(orderId) {
      const path = `/orders/${encodeURIComponent(orderId)}`;
      const { status, body } = await send(patient, ["GET", path]);
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
      return OrderView.parse(body);
    },
  };
}
