import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { AppError, type ErrorDetails, type ErrorReason } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { CheckedImage } from "./image-check";

type Answer = { checked: CheckedImage } | { reason: ErrorReason; details: ErrorDetails } | { failure: string };

export type ImageChecker = (source: string, target: string, claimedSha256: string | null) => Promise<CheckedImage>;

// The next image mostly comes soon; a process that has nothing to do gives its memory back.
const IDLE_MS = 20_000;
const HEAP_MB = 128;

/**
 * Runs checkImage in a child process, one file at a time: a queue of hostile files costs one core and one image's memory, and a file that
 * takes too long or kills the child is unreadable. The child is started when needed and ended when idle.
 */
export function childImageChecker(): ImageChecker {
  let child: ChildProcess | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function run(...[source, target, claimedSha256]: Parameters<ImageChecker>): Promise<CheckedImage> {
    clearTimeout(idle);
    child ??= start();
    const answer = await ask(child, { source, target, claimedSha256 }).catch((error) => {
      child?.kill("SIGKILL");
      child = undefined;
      throw error;
    });
    idle = setTimeout(() => {
      child?.kill();
      child = undefined;
    }, IDLE_MS);
    idle.unref();
    if ("checked" in answer) return answer.checked;
    if ("reason" in answer) throw new AppError(answer.reason, { details: answer.details });
    throw new Error(`the image could not be checked: ${answer.failure}`);
  }

  return (...request) => {
    const turn = last.then(() => run(...request));
    last = turn.catch(() => {});
    return turn;
  };
}

function start(): ChildProcess {
  const program = join(/* turbopackIgnore: true */ process.cwd(), "bin/image-worker.ts");
  const child = fork(/* turbopackIgnore: true */ program, [], {
    execArgv: ["--import", "tsx", `--max-old-space-size=${HEAP_MB}`],
    env: { PATH: process.env.PATH, NODE_ENV: "production", MALLOC_ARENA_MAX: "2" },
    stdio: "ignore",
  });
  // Neither the child nor the line to it keeps a process alive that has nothing else to do.
  child.unref();
  child.channel?.unref();
  return child;
}

function ask(child: ChildProcess, request: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const unreadable = (cause: Error) => settle(() => reject(new AppError("media.unreadable", { cause })));
    const timer = setTimeout(() => unreadable(new Error("took too long")), limits.imageCheckMs);
    const onMessage = (answer: unknown) => settle(() => resolve(answer as Answer));
    const onExit = () => unreadable(new Error("the decoder died"));
    function settle(end: () => void) {
      clearTimeout(timer);
      child.channel?.unref();
      child.off("message", onMessage).off("exit", onExit).off("error", unreadable);
      end();
    }
    child.once("message", onMessage).once("exit", onExit).once("error", unreadable);
    child.channel?.ref();
    child.send(request, (error) => {
      if (error) unreadable(error);
    });
  });
}
