import { AwsClient } from "aws4fetch";

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Calls routes, such as `POST /uploads`, as a principal of the account. */
export function apiCaller(apiUrl: string) {
  const client = new AwsClient({
    accessKeyId: "test",
    secretAccessKey: "test",
    service: "execute-api",
    region: "eu-west-1",
    retries: 0, // a test wants to see the first answer
  });
  return async (route: string, body?: unknown): Promise<Answer> => {
    const [method = "", path = ""] = route.split(" ");
    const response = await client.fetch(`${apiUrl}${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
}
