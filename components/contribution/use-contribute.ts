"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useFieldErrors } from "#components/shell/error-message";
import { type ApiOutputs, orpc } from "#lib/client";
import type { Language } from "#lib/domain/language";
import { readSentError } from "#lib/sent-error";
import { useContentForm } from "./use-content-form";
import { useDraft } from "./use-draft";
import { usePersonal } from "./use-personal";
import { useRights } from "./use-rights";

export type SentReceipt = { id: string; contentHash: string; count: number };

type Options = {
  userId: string;
  project: ApiOutputs["project"]["get"];
  stored: ApiOutputs["draft"]["get"];
  onSent: () => void;
};

/** State of the contribute form, from the first letter to the receipt. */
export function useContribute({ userId, project, stored, onSent }: Options) {
  const queryClient = useQueryClient();
  const offered = project.languages as Language[];
  const [firstLanguage = "en"] = offered;
  const draft = useDraft({ userId, project: project.slug, draftKey: "new", initial: { fields: {} }, stored });
  const { declaration, consent } = useRights(userId, project);
  const [isAttempted, setAttempted] = useState(false);
  const [receipt, setReceipt] = useState<SentReceipt | null>(null);
  // One id for each contribution: a double click or a retry sends the same one again.
  const [id, setId] = useState(() => crypto.randomUUID());
  const isSending = useRef(false);
  const language = offered.find((tag) => tag === draft.content.language) ?? firstLanguage;
  const send = useMutation({
    ...orpc.contribution.submit.mutationOptions(),
    onSuccess: ({ id: sentId, contentHash }) => {
      consent.remember();
      declaration.remember();
      setReceipt((old) => ({ id: sentId, contentHash, count: (old?.count ?? 0) + 1 }));
      draft.clear({ fields: {}, language }, { isSent: true });
      content.reset();
      setAttempted(false);
      setId(crypto.randomUUID());
      void queryClient.invalidateQueries({ queryKey: orpc.contribution.key() });
      onSent();
    },
    onError: () => draft.release(),
    onSettled: () => {
      isSending.current = false;
    },
  });
  const content = useContentForm(project, draft.content.fields, send.error, { language: language as Language });
  const personal = usePersonal(project, draft.content.fields);
  const errorOf = useFieldErrors(send.error);
  const change = (next: typeof draft.content) => {
    if (send.isPending) return;
    // What was refused is being mended: the old refusal is no longer about it.
    if (send.error) send.reset();
    draft.change(next);
  };
  return {
    draft,
    consent,
    declaration,
    content,
    send,
    receipt,
    language,
    errorOf,
    personal,
    isAttempted,
    isConsentMissing: isAttempted && !consent.agreed,
    /** Set when the server refused it as a duplicate. */
    refusedFor: duplicateIn(send.error),
    setField: (field: string, text: string) =>
      change({ ...draft.content, fields: { ...draft.content.fields, [field]: text } }),
    setFields: (fields: Record<string, string>) => change({ ...draft.content, fields }),
    setLanguage: (tag: string) => change({ ...draft.content, language: tag }),
    leave: (field: string) => {
      if (draft.content.fields[field]) content.touch(field);
      void draft.save();
    },
    discard: () => {
      send.reset();
      content.reset();
      draft.clear({ fields: {}, language }, { isSent: false });
      setId(crypto.randomUUID());
    },
    submit: async () => {
      if (isSending.current) return;
      setAttempted(true);
      content.touchAll();
      const { input: declared } = declaration;
      if (!content.isValid || !consent.agreed || !declared || personal.isOpen) return;
      isSending.current = true;
      await draft.hold();
      const { statement: personalStatement } = personal;
      send.mutate({
        ...{ id, project: project.slug, language, content: content.content, personalStatement },
        consentHash: consent.hash,
        declaration: declared,
      });
    },
  };
}

function duplicateIn(error: unknown): string | null {
  if (!error) return null;
  const { reason, details } = readSentError(error);
  return reason === "contribution.duplicate" && typeof details.contribution === "string" ? details.contribution : null;
}
