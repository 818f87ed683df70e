/** What a Node process costs that does nothing at all. */
export const handler = async (): Promise<undefined> => undefined;
