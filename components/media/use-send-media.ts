"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type ApiOutputs, api, orpc } from "#lib/client";
import { type Content, contentSchema } from "#lib/domain/content";
import type { DeclarationInput } from "#lib/domain/declaration";
import { faultOf, ownIssue } from "#lib/domain/issue";
import type { Language } from "#lib/domain/language";
import type { MediaKind } from "#lib/domain/media";
import { readSentError, reasonOf } from "#lib/sent-error";
import type { MediaNotes } from "./use-media-notes";
import type { UploadView } from "./use-uploads";

type Project = ApiOutputs["project"]["get"];

/** What goes with each of them. */
type SentWith = { language: Language; consentHash: string; declaration: DeclarationInput };

// What would refuse each of the others as well: asking once is enough.
const GENERAL = new Set([
  "budget.exhausted",
  "project.not_open",
  "consent.missing",
  "auth.required",
  "auth.banned",
  "offline",
]);

/** What would be sent for a checked file; fields left empty are left out, for the schema to ask for. */
function contentFor(kind: MediaKind, upload: UploadView, notes: MediaNotes): Content {
  const typed = Object.entries(notes[upload.id] ?? {}).filter(([, text]) => text !== "");
  const sha256 = upload.media?.sha256 ?? "";
  return { [kind]: sha256, original: upload.originalSha256 ?? "", ...Object.fromEntries(typed) };
}

/** Many are sent one after the other: who is told to wait waits, and goes on. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const { reason, details } = readSentError(error);
      if (reason !== "rate.limited") throw error;
      await new Promise((resolve) => setTimeout(resolve, Number(details.retryAfterSeconds ?? 5) * 1_000));
    }
  }
}

/** Sends checked files in, one after the other; the upload's id is the contribution's, so that sending one twice gives one. */
export function useSendMedia(project: Project, kind: MediaKind) {
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<Record<string, unknown>>({});
  const [general, setGeneral] = useState<unknown>(null);
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null);
  const [sent, setSent] = useState<{ count: number; lastId: string } | null>(null);
  const isBusy = useRef(false);
  const schema = contentSchema(project.modality, project.labelSchema);

  async function send(uploads: readonly UploadView[], notes: MediaNotes, rest: SentWith): Promise<string[]> {
    if (isBusy.current) return [];
    isBusy.current = true;
    setErrors({});
    setGeneral(null);
    const done: string[] = [];
    for (const upload of uploads) {
      setProgress({ done: done.length, of: uploads.length });
      try {
        const content = contentFor(kind, upload, notes);
        await patiently(() => api.contribution.submit({ id: upload.id, project: project.slug, content, ...rest }));
        done.push(upload.id);
        setSent((old) => ({ count: (old?.count ?? 0) + 1, lastId: upload.id }));
      } catch (error) {
        if (GENERAL.has(reasonOf(error))) {
          setGeneral(error);
          break;
        }
        setErrors((old) => ({ ...old, [upload.id]: error }));
      }
    }
    await queryClient.invalidateQueries({ queryKey: orpc.upload.key() });
    void queryClient.invalidateQueries({ queryKey: orpc.contribution.key() });
    setProgress(null);
    isBusy.current = false;
    return done;
  }

  return {
    send,
    errors,
    general,
    progress,
    sent,
    /** The message key of what is wrong with one field of a file; undefined when it can be sent. */
    faultOf: (upload: UploadView, notes: MediaNotes, field?: string): string | undefined => {
      const parsed = schema.safeParse(contentFor(kind, upload, notes));
      const issue = parsed.error?.issues.find((one) => field === undefined || one.path[0] === field);
      if (!issue) return undefined;
      const { message, ...own } = ownIssue(issue);
      // A field that was left out is one to fill in.
      return faultOf({ ...own, message: message === "wrong_type" ? "required" : message });
    },
  };
}
