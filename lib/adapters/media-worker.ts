import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { AppError, type ErrorDetails, type ErrorReason } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { MediaKind } from "#lib/domain/media";
import type { CheckedAudio } from "./audio-check";
import type { CheckedImage } from "./image-check";

export type CheckedMedia = CheckedImage | CheckedAudio;
export type CheckRequest = { kind: MediaKind; source: string; target: string; claimedSha256: string | null };
type Answer = { checked: CheckedMedia } | { reason: ErrorReason; details: ErrorDetails } | { failure: string };

export type MediaChecker = (request: CheckRequest) => Promise<CheckedMedia>;

// The next file mostly comes soon; a process that has nothing to do gives its memory back.
const IDLE_MS = 20_000;
const HEAP_MB = 128;
const limitMs: Record<MediaKind, number> = { image: limits.imageCheckMs, audio: limits.audioCheckMs };

/**
 * Checks files in a child process, one at a time: a queue of hostile files costs one core and one file's memory, and a file that
 * takes too long or kills the child is unreadable. The child is started when needed and ended when idle.
 */
export function childMediaChecker(): MediaChecker {
  let child: ChildProcess | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function run(request: CheckRequest): Promise<CheckedMedia> {
    clearTimeout(idle);
    child ??= start();
    const answer = await ask(child, request).catch((error) => {
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
    throw new Error(`the file could not be checked: ${answer.failure}`);
  }

  return (request) => {
    const turn = last.then(() => run(request));
    last = turn.catch(() => {});
    return turn;
  };
}

function start(): ChildProcess {
  const program = join(/* turbopackIgnore: true */ process.cwd(), "bin/media-worker.ts");
  const child = fork(/* turbopackIgnore: true */ program, [], {
    execArgv: ["--import", "tsx", `--max-old-space-size=${HEAP_MB}`],
    env: { PATH: process.env.PATH, NODE_ENV: "production", MALLOC_ARENA_MAX: "2" },
    stdio: "ignore",
    // What was measured of a recording is bytes.
    serialization: "advanced",
  });
  // Neither the child nor the line to it keeps a process alive that has nothing else to do.
  child.unref();
  child.channel?.unref();
  return child;
}

function ask(child: ChildProcess, request: CheckRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const unreadable = (cause: Error) => settle(() => reject(new AppError("media.unreadable", { cause })));
    const timer = setTimeout(() => unreadable(new Error("took too long")), limitMs[request.kind]);
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
