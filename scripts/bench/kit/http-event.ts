const HEADERS = {
  accept: "application/json",
  "accept-encoding": "gzip, deflate, br",
  "accept-language": "en-GB,en;q=0.9",
  "cache-control": "no-cache",
  "content-type": "application/json",
  host: "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
  origin: "https://shop.example.com",
  referer: "https://shop.example.com/basket",
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  "x-amzn-trace-id": "Root=1-67891234-abcdef0123456789abcdef01",
  "x-correlation-id": "basket-4711",
  "x-forwarded-for": "192.0.2.7",
  "x-forwarded-port": "443",
  "x-forwarded-proto": "https",
};

function orderBody(lines: number): string {
  return JSON.stringify({
    currency: "EUR",
    lines: Array.from({ length: lines }, (_, at) => ({
      sku: `SKU-${1000 + at}-"quoted"`,
      quantity: 1 + (at % 3),
      unitPriceCents: 199 + at,
    })),
  });
}

/**
 * An order as an HTTP API hands it to Lambda, payload 2.0.
 *
 * @param lines How many lines the order has: about 60 bytes each.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function orderEvent(lines: number): unknown {
  const path = "/customers/C-42/orders";
  return {
    version: "2.0",
    routeKey: "POST /customers/{customerId}/orders",
    rawPath: path,
    rawQueryString: "",
    headers: HEADERS,
    pathParameters: { customerId: "C-42" },
    requestContext: {
      accountId: "000000000000",
      apiId: "a1b2c3d4e5",
      domainName: HEADERS.host,
      domainPrefix: "a1b2c3d4e5",
      http: {
        method: "POST",
        path,
        protocol: "HTTP/1.1",
        sourceIp: "192.0.2.7",
        userAgent: HEADERS["user-agent"],
      },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "POST /customers/{customerId}/orders",
      stage: "$default",
      time: "12/Mar/2026:19:03:58 +0000",
      timeEpoch: 1_773_342_238_000,
    },
    body: orderBody(lines),
    isBase64Encoded: false,
  };
}
