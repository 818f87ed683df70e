import { IdempotencyHeaders } from "@blueprints/lambda-kit/idempotency-key";
import { openapiDocument, type Route } from "@blueprints/lambda-kit/openapi";
import {
  BookingList,
  BookingPath,
  BookingView,
  CancelBody,
  ConfirmBody,
  CustomerPath,
  ListQuery,
  ReserveBody,
} from "./schemas/booking.ts";
import { ProcessBody, ProcessView, StatusView } from "./schemas/process.ts";

const answer = { status: 200, schema: BookingView };
const WRITE_REFUSALS = [409, 413, 415];

/** Every route, by its key in the template. */
export const ROUTES: Readonly<Record<string, Route>> = {
  "POST /booking/reserve": {
    summary: "Reserves a seat; answers the booking that the customer has of that flight, if any",
    headers: IdempotencyHeaders,
    body: ReserveBody,
    answer,
    refusals: [403, ...WRITE_REFUSALS],
  },
  "POST /booking/confirm": {
    summary: "Confirms a reservation",
    headers: IdempotencyHeaders,
    body: ConfirmBody,
    answer,
    refusals: [404, ...WRITE_REFUSALS],
  },
  "PUT /booking/cancel": {
    summary: "Cancels a booking, reserved or confirmed",
    headers: IdempotencyHeaders,
    body: CancelBody,
    answer,
    refusals: [404, ...WRITE_REFUSALS],
  },
  "POST /booking/process": {
    summary: "Starts to book: a seat, its payment and its confirmation, or none of them",
    headers: IdempotencyHeaders,
    body: ProcessBody,
    answer: { status: 202, schema: ProcessView },
    refusals: [403, ...WRITE_REFUSALS],
  },
  "GET /booking/{bookingId}/status": {
    summary: "Says how a booking stands, while it is processed too",
    path: BookingPath,
    answer: { status: 200, schema: StatusView },
    refusals: [404],
  },
  "GET /booking/{bookingId}": {
    summary: "Answers a booking",
    path: BookingPath,
    answer,
    refusals: [404],
  },
  "GET /customer/{customerId}": {
    summary: "Lists a customer's bookings, newest first",
    path: CustomerPath,
    query: ListQuery,
    answer: {
      status: 200,
      schema: BookingList,
      headers: { Link: 'where the list goes on, as rel="next" (RFC 8288)' },
    },
    refusals: [404],
  },
  "GET /openapi.json": {
    summary: "Answers this document",
    answer: { status: 200 },
    refusals: [],
  },
};

/** The API as an OpenAPI document; `server` is the URL that it is reached at. */
export function openapi(server: string) {
  return openapiDocument({ title: "Bookings", server, routes: ROUTES });
}
