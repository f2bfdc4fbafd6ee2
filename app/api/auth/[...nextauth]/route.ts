import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions, type Visitor } from "#lib/auth";
import { clientAddress } from "#lib/client-address";
import { acceptedLocale } from "#lib/error-text";
import { isLocale, LOCALE_COOKIE } from "#lib/i18n";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

// Sign-in forms are a few hundred bytes.
const MAX_BODY_BYTES = 16_384;

/** next-auth's routes, but its door for browsers to write into our log. */
async function answer(request: NextRequest, context: RouteContext): Promise<Response> {
  const { nextauth } = await context.params;
  if (nextauth[0] === "_log") return new Response(null, { status: 404 });
  if (request.method === "POST" && !hasSmallBody(request)) return new Response(null, { status: 413 });
  return NextAuth(request, context, await authOptions(visitorOf(request)));
}

function visitorOf(request: NextRequest): Visitor {
  const chosen = request.cookies.get(LOCALE_COOKIE)?.value;
  const locale = isLocale(chosen) ? chosen : acceptedLocale(request.headers.get("accept-language"));
  return { address: clientAddress(request.headers), locale };
}

/** Also false without a length: next-auth would read such a body to its end, however long. */
function hasSmallBody(request: NextRequest): boolean {
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  return length <= MAX_BODY_BYTES;
}

export { answer as GET, answer as POST };
