/** The URL of a queue at the endpoint that the caller uses. */
export function queueUrl(endpoint: string, queueKey: string): string {
  return `${endpoint}/${queueKey}`;
}
