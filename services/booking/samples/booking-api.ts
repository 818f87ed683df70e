import { SSMClient } from "@aws-sdk/client-ssm";
import { AwsClient } from "aws4fetch";
import { randomUUID } from "node:crypto";
import * as z from "zod";

const Booking = z.object({
  bookingId: z.string(),
  customerId: z.string(),
  outboundFlightId: z.string(),
  status: z.string(),
  version: z.number(),
});

/** A booking as the API shows it. */
export type Booking = z.infer<typeof Booking>;

/** An answer of the API: a booking, or the code of a refusal. */
export interface Answer {
  readonly status: number;
  readonly booking: Booking | undefined;
  readonly code: string | undefined;
}

/** The API, called as whoever the environment's credentials are. */
export interface BookingApi {
  reserve(customerId: string, outboundFlightId: string, key?: string): Promise<Answer>;
  confirm(bookingId: string): Promise<Answer>;
  cancel(bookingId: string, reason: string): Promise<Answer>;
  list(customerId: string): Promise<readonly Booking[]>;
  /** Starts a process; resolves with the booking's id. */
  process(customerId: string, outboundFlightId: string, chargeId: string): Promise<string>;
  /** How a booking stands, with the reason if there is one. */
  status(bookingId: string): Promise<string>;
}

const Accepted = z.object({ bookingId: z.string() });
const Status = z.object({ status: z.string(), reason: z.string().optional() });

const Refusal = z.object({ code: z.string() });

/** Opens the API at a URL; region and credentials are the environment's, as for any AWS client. */
export async function bookingApi(url: string): Promise<BookingApi> {
  const { config } = new SSMClient();
  const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    service: "execute-api",
    region: await config.region(),
  });
  const write = async (
    route: string,
    body: unknown,
    key: string = randomUUID(),
  ): Promise<Answer> => {
    const [method = "", path = ""] = route.split(" ");
    const headers = { "content-type": "application/json", "idempotency-key": key };
    const init = { method, headers, body: JSON.stringify(body) };
    const response = await client.fetch(`${url}${path}`, init);
    const answer: unknown = await response.json();
    const { status } = response;
    if (response.ok) return { status, booking: Booking.parse(answer), code: undefined };
    return { status, booking: undefined, code: Refusal.safeParse(answer).data?.code };
  };
  return {
    reserve: (customerId, outboundFlightId, key) =>
      write(
        "POST /booking/reserve",
        { customerId, outboundFlightId, chargeId: `ch_${customerId}` },
        key,
      ),
    confirm: (bookingId) => write("POST /booking/confirm", { bookingId }),
    cancel: (bookingId, reason) => write("PUT /booking/cancel", { bookingId, reason }),
    async list(customerId) {
      const response = await client.fetch(`${url}/customer/${encodeURIComponent(customerId)}`);
      return z.array(Booking).parse(await response.json());
    },
    async process(customerId, outboundFlightId, chargeId) {
      const headers = { "content-type": "application/json", "idempotency-key": randomUUID() };
      const body = JSON.stringify({ customerId, outboundFlightId, chargeId });
      const init = { method: "POST", headers, body };
      const response = await client.fetch(`${url}/booking/process`, init);
      return Accepted.parse(await response.json()).bookingId;
    },
    async status(bookingId) {
      const response = await client.fetch(`${url}/booking/${bookingId}/status`);
      const { status, reason } = Status.parse(await response.json());
      return reason === undefined ? status : `${status}: ${reason}`;
    },
  };
}
