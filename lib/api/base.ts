import { ORPCError, os } from "@orpc/server";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { Ctx } from "#lib/services/context";
import { consumeLimit } from "#lib/services/rate-limit";
import { type Call, type Door, openCtx } from "./context";
import { codeOf, toAppError } from "./error";

/**
 * The one procedure builder: `pub.route({…}).input(schema).output(schema).handler(({ context, input }) => service(context.ctx, input))`.
 * It asks for no sign-in: services authorise.
 */
export const pub = os
  .$context<Door>()
  .use(async ({ context, path, next }) => {
    context.call.isReached = true;
    try {
      return await next();
    } catch (error) {
      throw refuse(context.call, toAppError(error, path.join(".")));
    }
  })
  .use(async ({ context, procedure, next }) => {
    const ctx = await openCtx(context.call);
    // Everything that is not a GET changes something.
    if (procedure["~orpc"].route.method !== "GET") await limitMutations(ctx, context.call);
    return next({ context: { ctx } });
  });

/** For handlers' `interceptors`: what fails around a procedure (unreadable body, too large, no CSRF header) is told like the rest. */
export async function tellEarly<T>(options: { context: Door; next(): Promise<T> }): Promise<T> {
  const { call } = options.context;
  try {
    return await options.next();
  } catch (error) {
    if (call.refusal) throw error;
    throw refuse(call, call.isReached ? toAppError(error, call.door) : earlyError(error));
  }
}

function earlyError(error: unknown): AppError {
  const code = error instanceof ORPCError ? error.code : undefined;
  if (code === "PAYLOAD_TOO_LARGE") return new AppError("input.too_large", { details: { maxBytes: limits.bodyBytes } });
  if (code === "CSRF_TOKEN_MISMATCH") return new AppError("auth.cross_site", { cause: error });
  return new AppError("input.unreadable", { cause: error });
}

/** What goes over the wire: reason and details, never a text or a cause. */
function refuse(call: Call, refusal: AppError) {
  call.refusal = refusal;
  return new ORPCError(codeOf(refusal), {
    status: refusal.status,
    message: refusal.reason,
    data: { reason: refusal.reason, details: refusal.details },
  });
}

async function limitMutations(ctx: Ctx, call: Call): Promise<void> {
  if (ctx.actor.kind === "user") await consumeLimit(ctx, "mutation.user", ctx.actor.userId);
  else if (call.address) await consumeLimit(ctx, "mutation.address", call.address);
}
