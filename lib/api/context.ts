import type { AppError } from "#lib/domain/error";
import { makeCtx } from "#lib/request-ctx";
import type { Actor, Ctx } from "#lib/services/context";

/** One call to the router: the way it came in, and how to find out who makes it. */
export type Call = {
  door: "rpc" | "rest" | "page";
  /** Network address of the caller, for rate limits of the anonymous; null in process. */
  address: string | null;
  /** Makes the services' context; tests bring their own. */
  makeCtx(): Promise<Ctx>;
  authenticate(ctx: Ctx): Promise<Actor>;
  /** Set on first use: `openCtx` authenticates once, whoever asks. */
  ctx?: Promise<Ctx>;
  /** True once a procedure was reached: what fails before is the request's fault. */
  isReached?: boolean;
  /** What the call was refused with; its door adds headers by it. */
  refusal?: AppError;
};

/** The router's initial context. The call is held by reference, because the router copies contexts as it goes. */
export type Door = { call: Call };

const anonymous: Actor = { kind: "anonymous" };

/** The caller's context, made and authenticated once for each call. */
export function openCtx(call: Call): Promise<Ctx> {
  call.ctx ??= call.makeCtx().then(async (ctx) => ({ ...ctx, actor: await call.authenticate(ctx) }));
  return call.ctx;
}

/** A call from the browser: only the session cookie says who it is. */
export function rpcCall(address: string | null): Call {
  return {
    door: "rpc",
    address,
    makeCtx: () => makeCtx(anonymous),
    // Imported late: public pages and the command line need the router without next-auth.
    authenticate: async () => (await import("#lib/auth")).sessionActor(),
  };
}

/** A call from a server component: the actor is already known, and only reads come this way. */
export function pageCall(actor: Actor): Call {
  return { door: "page", address: null, makeCtx: () => makeCtx(actor), authenticate: async () => actor };
}
