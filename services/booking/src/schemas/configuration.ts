import * as z from "zod/mini";

/** The service's configuration, in SSM; named as in the post. */
export const Configuration = z.object({ CustomerApiEndpoint: z.url() });

/** What opens the customer API, in Secrets Manager. */
export const CustomerApiCredentials = z.object({ apiKey: z.string().check(z.minLength(1)) });

/** Where payments are asked for, in SSM. */
export const PaymentConfiguration = z.object({ PaymentApiEndpoint: z.url() });

/** What opens the payment API, in Secrets Manager. */
export const PaymentApiCredentials = z.object({ apiKey: z.string().check(z.minLength(1)) });
