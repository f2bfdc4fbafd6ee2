import {
  acknowledge,
  type Desk,
  type DeskItem,
  type DeskOp,
  decide,
  emptyDesk,
  receive,
  refuse,
  skip,
  undo,
} from "#lib/domain/desk";
import { limits } from "#lib/domain/limits";
import type { ClaimEmpty } from "#lib/domain/review";
import { readSentError } from "#lib/sent-error";

export type DeskPorts<I extends DeskItem, C, S> = {
  claim(wanted: number): Promise<{ items: I[]; empty: ClaimEmpty | null }>;
  send(op: DeskOp<C, S>): Promise<unknown>;
  /** Keeps what is not sent through a reload, a crash or a sign-in. */
  save(outbox: readonly DeskOp<C, S>[]): void;
  load(): readonly DeskOp<C, S>[];
  now(): number;
  /** A page that nobody looks at does not look for new items. */
  isVisible(): boolean;
};

/** "waiting": the server does not answer and is asked again by itself. */
export type DeskLink = "ok" | "waiting" | "signed_out";

export type DeskState<I extends DeskItem, C, S> = {
  desk: Desk<I, C, S>;
  link: DeskLink;
  /** True until the first claim is answered. */
  isFirst: boolean;
  /** Why the server gives nothing to this person, for good. */
  blocked: unknown;
  /** Until when what lies on the desk is held; every claim renews it. Milliseconds. */
  leaseUntil: number;
  /** When decisions of this sitting were made, undone ones aside. */
  decidedAt: readonly number[];
  /** The last thing the server refused. */
  refused: { op: DeskOp<C, S>; error: unknown; isOurs: boolean } | null;
};

const AHEAD = limits.claimedAtOnce;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 20_000];
const POLL_MS = 15_000;
const RENEW_AFTER_MS = 60_000;
const INTERNAL_TRIES = 3;
const WAITED_FOR = new Set([
  "offline",
  "database.unavailable",
  "ledger.backlog",
  "rate.limited",
  "idempotency.running",
]);
const LOST = new Set([
  "review.lease_lost",
  "review.slot_not_found",
  "review.sealed",
  "review.decided",
  "contribution.wrong_state",
  "label.lease_lost",
  "label.slot_not_found",
  "label.sealed",
  "label.answered",
  "rights.missing",
]);

/** Runs a desk: shows at once, sends in order behind it, tries again, and claims ahead. No React here, so that a test can drive it. */
export class DeskStore<I extends DeskItem, C extends object, S> {
  #state: DeskState<I, C, S>;
  readonly #ports: DeskPorts<I, C, S>;
  readonly #listeners = new Set<() => void>();
  /** The op whose sending was tried: the server may have it, even when no answer came. */
  #tried: string | null = null;
  #isSending = false;
  #isClaiming = false;
  #isStopped = true;
  /** False once the server said that nobody is signed in, until there is a reason to ask again. */
  #isLetIn = true;
  #fails = 0;
  #claimedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: DeskPorts<I, C, S>) {
    this.#ports = ports;
    this.#state = fresh(emptyDesk());
  }

  readonly getState = (): DeskState<I, C, S> => this.#state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins anew with what was not sent, which another tab may have changed meanwhile. */
  start(): void {
    this.#isStopped = false;
    this.#isLetIn = true;
    const desk = emptyDesk<I, C, S>(this.#ports.load());
    // An earlier page may have sent it without hearing the answer.
    this.#tried = desk.outbox[0]?.id ?? null;
    this.#state = fresh(desk);
    this.#tell();
    void this.#pump();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  decide(choice: C, gist: string): void {
    const now = this.#ports.now();
    const desk = decide(this.#state.desk, choice, gist, now);
    this.#change(desk, { decidedAt: [...this.#state.decidedAt, now], refused: null });
    void this.#pump();
  }

  skip(reason: S, gist: string): void {
    this.#change(skip(this.#state.desk, reason, gist, this.#ports.now()), { refused: null });
    void this.#pump();
  }

  /** False when there was nothing to take back. */
  undo(): boolean {
    const desk = undo(this.#state.desk, this.#ports.now(), this.#tried);
    if (desk === this.#state.desk) return false;
    this.#change(desk, { decidedAt: this.#state.decidedAt.slice(0, -1), refused: null });
    void this.#pump();
    return true;
  }

  /** The person is here: what they look at stays theirs. */
  touch(): void {
    const { desk } = this.#state;
    if (desk.items.length > 0 && this.#ports.now() - this.#claimedAt > RENEW_AFTER_MS) void this.#claim();
  }

  /** Back after a long absence: what was held may be somebody else's by now. */
  resume(): void {
    this.#change({ ...this.#state.desk, items: [] }, { isFirst: true });
    this.retry();
  }

  /** The connection or the session may be back. */
  retry(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#isLetIn = true;
    void this.#pump();
  }

  dismiss(): void {
    this.#change(this.#state.desk, { refused: null });
  }

  async #pump(): Promise<void> {
    if (this.#isSending || this.#isStopped) return;
    this.#isSending = true;
    for (let op = this.#state.desk.outbox[0]; op && !this.#isStopped; op = this.#state.desk.outbox[0]) {
      this.#tried = op.id;
      try {
        await this.#ports.send(op);
        this.#settle(acknowledge(this.#state.desk, op.id), { link: "ok" });
        if (this.#state.desk.items.length < AHEAD) void this.#claim();
      } catch (error) {
        if (!this.#takeFailure(op, error)) break;
      }
    }
    this.#isSending = false;
    if (this.#state.desk.outbox.length === 0 && this.#state.desk.items.length < AHEAD) void this.#claim();
  }

  /** True when the next op may be sent. */
  #takeFailure(op: DeskOp<C, S>, error: unknown): boolean {
    const { reason, details } = readSentError(error);
    if (reason === "auth.required") {
      this.#isLetIn = false;
      this.#change(this.#state.desk, { link: "signed_out" });
      return false;
    }
    this.#fails += 1;
    if (WAITED_FOR.has(reason) || (reason === "internal" && this.#fails < INTERNAL_TRIES)) {
      this.#change(this.#state.desk, { link: "waiting" });
      this.#retryLater(Number(details.retryAfterSeconds ?? 0) * 1_000);
      return false;
    }
    const isOurs = !LOST.has(reason);
    const wasDecision = op.kind === "decide";
    this.#settle(refuse(this.#state.desk, op.id, isOurs), {
      link: "ok",
      decidedAt: wasDecision ? this.#state.decidedAt.slice(0, -1) : this.#state.decidedAt,
      // A skip of what is not ours any more came to the same.
      refused: op.kind === "skip" && !isOurs ? null : { op, error, isOurs },
    });
    return true;
  }

  async #claim(): Promise<void> {
    if (this.#isClaiming || this.#isStopped || !this.#isLetIn) return;
    this.#isClaiming = true;
    const startedAt = this.#ports.now();
    let isAnswered = false;
    try {
      const claimed = await this.#ports.claim(AHEAD);
      isAnswered = true;
      this.#claimedAt = startedAt;
      const desk = receive(this.#state.desk, { ...claimed, wanted: AHEAD });
      const link = desk.outbox.length === 0 ? "ok" : this.#state.link;
      this.#change(desk, { link, isFirst: false, blocked: null, leaseUntil: startedAt + limits.leaseMs });
      if (link === "ok") this.#fails = 0;
    } catch (error) {
      this.#takeClaimFailure(error);
    }
    this.#isClaiming = false;
    if (isAnswered && this.#state.desk.items.length === 0 && this.#ports.isVisible()) this.#retryLater(POLL_MS);
  }

  #takeClaimFailure(error: unknown): void {
    const { reason } = readSentError(error);
    const { desk } = this.#state;
    if (reason === "auth.required") {
      this.#isLetIn = false;
      this.#change(desk, { link: "signed_out", isFirst: false });
    } else if (WAITED_FOR.has(reason) || reason === "internal") {
      this.#fails += 1;
      // While there is something to look at, nobody has to hear of it yet.
      if (desk.items.length === 0) this.#change(desk, { link: "waiting" });
      this.#retryLater(0);
    } else {
      this.#change(desk, { blocked: error, isFirst: false });
    }
  }

  #settle(desk: Desk<I, C, S>, more: Partial<DeskState<I, C, S>>): void {
    this.#tried = null;
    this.#fails = 0;
    this.#change(desk, more);
  }

  #retryLater(leastMs: number): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    const stepMs = RETRY_MS[Math.min(this.#fails, RETRY_MS.length) - 1] ?? 0;
    this.#timer = setTimeout(() => void this.#pump(), Math.max(leastMs, stepMs));
  }

  #change(desk: Desk<I, C, S>, more: Partial<DeskState<I, C, S>>): void {
    if (desk.outbox !== this.#state.desk.outbox) this.#ports.save(desk.outbox);
    this.#state = { ...this.#state, ...more, desk };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function fresh<I extends DeskItem, C, S>(desk: Desk<I, C, S>): DeskState<I, C, S> {
  return { desk, link: "ok", isFirst: true, blocked: null, leaseUntil: 0, decidedAt: [], refused: null };
}
