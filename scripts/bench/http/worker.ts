import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process that answers one message at a time. */
export interface Worker {
  /** @throws {Error} The process has ended. */
  ask(message: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a program of this folder in a process of its own, with nothing of our environment but PATH. */
export function startWorker(program: string): Worker {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    ask(message) {
      return new Promise((resolve, reject) => {
        const gone = (): void => reject(new Error(`${program} has ended`));
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
