import { spawn } from "node:child_process";

/** Sees to it that no function process outlives the cloud, not even one that is frozen or spinning. */
export interface Janitor {
  watch(pid: number): void;
  release(pid: number): void;
  stop(): void;
}

// Reads "+pid" and "-pid"; when the pipe closes, which `kill -9` of the cloud does too, it ends the
// process groups that are left. A frozen process cannot see its own channel close.
const SCRIPT = `
trap '' INT TERM HUP
pids=' '
while read -r op pid; do
  case $op in
    +) pids="$pids$pid " ;;
    -) case $pids in *" $pid "*) pids="\${pids% $pid *} \${pids#* $pid }" ;; esac ;;
  esac
done
for pid in $pids; do kill -s KILL -- "-$pid" 2>/dev/null; done
`;

/** Makes a janitor; its own process starts with the first function process. */
export function createJanitor(): Janitor {
  let stdin: NodeJS.WritableStream | undefined;

  return {
    watch(pid) {
      stdin ??= start();
      stdin.write(`+ ${pid}\n`);
    },
    // After `stop` there is nobody left to tell.
    release: (pid) => void stdin?.write(`- ${pid}\n`),
    stop() {
      stdin?.end();
      stdin = undefined;
    },
  };
}

function start(): NodeJS.WritableStream {
  const child = spawn("/bin/sh", ["-c", SCRIPT], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: {},
  });
  child.unref();
  child.on("error", () => undefined); // no shell: functions still end with the IPC channel
  child.stdin.on("error", () => undefined);
  // The pipe must not keep the cloud's process alive.
  if ("unref" in child.stdin && typeof child.stdin.unref === "function") child.stdin.unref();
  return child.stdin;
}
