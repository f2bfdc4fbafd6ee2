import { atomFeed, jsonFeed } from "#lib/domain/removal-feed";
import { env } from "#lib/env";
import { makeCtx } from "#lib/request-ctx";
import { listNewestRemovals } from "#lib/services/removal-read";

const forms = {
  "/api/removed.json": { write: jsonFeed, type: "application/feed+json; charset=utf-8" },
  "/api/removed.atom": { write: atomFeed, type: "application/atom+xml; charset=utf-8" },
} as const;

/** A feed of what was withdrawn or erased, newest first, for any reader and any origin; undefined for other addresses. */
export async function answerRemovalFeed({ pathname, searchParams }: URL): Promise<Response | undefined> {
  const form = forms[pathname as keyof typeof forms];
  if (!form) return undefined;
  const before = Number(searchParams.get("before") ?? Number.NaN);
  const ctx = await makeCtx({ kind: "anonymous" });
  const { items, nextBefore } = await listNewestRemovals(ctx, {
    before: Number.isSafeInteger(before) ? before : undefined,
  });
  const site = env().baseUrl.replace(/\/$/, "");
  const headers = {
    "content-type": form.type,
    "cache-control": "public, max-age=60",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
  };
  return new Response(form.write(items, { site, nextBefore }), { headers });
}
