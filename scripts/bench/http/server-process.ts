import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { startCloud } from "@blueprints/local-cloud/start";
import * as z from "zod";

/** What a server process is told: to start, or to say what it has used. */
const Command = z.discriminatedUnion("type", [
  z.object({ type: z.literal("cloud"), dataDir: z.string() }),
  z.object({
    type: z.literal("bare"),
    /** By x-amz-target, or by path where there is none. */
    answers: z.record(
      z.string(),
      z.object({ headers: z.record(z.string(), z.string()), body: z.string() }),
    ),
  }),
  /** Processor time since the start, in microseconds. */
  z.object({ type: z.literal("cpu") }),
  /** Resident memory, in bytes. */
  z.object({ type: z.literal("memory") }),
]);
type Command = z.infer<typeof Command>;
type Answers = Extract<Command, { type: "bare" }>["answers"];

/** The least that a server does: read, parse what is JSON, find the answer, send it. */
function startBare(answers: Answers): Promise<number> {
  const known = new Map(Object.entries(answers));
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const target = request.headers["x-amz-target"];
    const answer = known.get(typeof target === "string" ? target : (request.url ?? ""));
    const send = (): void => {
      response.writeHead(answer === undefined ? 404 : 200, answer?.headers);
      response.end(answer?.body);
    };
    if (request.method === "GET") send();
    else void json(request).then(send);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function answerTo(command: Command): Promise<number> {
  switch (command.type) {
    case "cpu":
      return cpuMicroseconds();
    case "memory":
      return process.memoryUsage.rss();
    case "bare":
      return startBare(command.answers);
    case "cloud":
      return Number(new URL((await startCloud({ dataDir: command.dataDir })).endpoint).port);
  }
}

process.on("message", (raw) => {
  void answerTo(Command.parse(raw)).then((value) => process.send?.(value));
});
process.on("disconnect", () => process.exit());
