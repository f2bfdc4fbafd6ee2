"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { renewSession, signOut } from "#components/auth/session-request";
import { orpc } from "#lib/client";
import { SessionMenu } from "./session-menu";

const RENEW_AFTER_MS = 24 * 60 * 60 * 1000;
const RENEWED_KEY = "assay.session-renewed";

/** The signed-in corner of the header. */
export function Session() {
  const queryClient = useQueryClient();
  const { data: me, isError } = useQuery(orpc.account.me.queryOptions({ input: {} }));
  const id = me?.id;
  const isKnown = me !== undefined;
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (!isKnown) return;
    // Somebody signed in or out in another tab: what this one shows was asked as somebody else.
    if (before.current !== null && before.current !== (id ?? "")) void queryClient.invalidateQueries();
    before.current = id ?? "";
    if (id) renewDaily();
  }, [isKnown, id, queryClient]);
  const shown = isError && !me ? null : me && { handle: me.handle, isAdmin: me.isAdmin, balanceMilli: me.balance };
  return <SessionMenu me={shown} onSignOut={() => void signOut()} />;
}

/** Who comes every day is never asked to sign in again; at most one request a day. */
function renewDaily(): void {
  try {
    if (Date.now() - Number(window.localStorage.getItem(RENEWED_KEY) ?? 0) < RENEW_AFTER_MS) return;
    window.localStorage.setItem(RENEWED_KEY, String(Date.now()));
    void renewSession().catch(() => {});
  } catch {
    // Without storage (some private windows) sessions just end after their time.
  }
}
