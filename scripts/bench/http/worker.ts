import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process that answers one message at a time. */
export interface Worker {
  /** @throws {Error} The process has ended. */
  ask(message: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** A client of HTTP servers on this machine, see client-process.ts. */
export function startClient(): Worker {
  return startWorker(new URL("client-process.ts", import.meta.url));
}

/** A server, see server-process.ts. */
export function startServer(): Worker {
  return startWorker(new URL("server-process.ts", import.meta.url));
}

/** Starts a program in a process of its own, with nothing of our environment but PATH. */
export function startWorker(program: URL): Worker {
  const child = fork(fileURLToPath(program), {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    ask(message) {
      return new Promise((resolve, reject) => {
        const gone = (): void => reject(new Error(`${program.pathname} has ended`));
        child.once("exit", gone).once("message", (answer) => {
          child.off("exit", gone);
          resolve(answer);
        });
        child.send(message);
      });
    },
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
