"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useDelayed } from "#components/admin/use-delayed";
import { useFieldErrors, useFieldText } from "#components/shell/error-message";
import { orpc } from "#lib/client";
import { contentFields, contentSchema, type Modality } from "#lib/domain/content";
import { turnFields } from "#lib/domain/conversation";
import { faultOf, ownIssue } from "#lib/domain/issue";
import type { LabelSchema } from "#lib/domain/label";
import type { Language } from "#lib/domain/language";

/** What is asked besides: of a revision, or of a language. */
type Asked = { revising?: string; language?: Language };
type Shape = { slug: string; modality: Modality; labelSchema: LabelSchema };

/**
 * Checks as one types, by the very schema of the server: an issue shows once its field was left or the form was sent. A content without
 * issues is then held against the project, for its fingerprint and for duplicates.
 */
export function useContentForm(project: Shape, fields: Record<string, string>, sendError: unknown, asked: Asked = {}) {
  const fieldText = useFieldText();
  const sentErrorOf = useFieldErrors(sendError);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const { modality, labelSchema, slug } = project;
  const names = useMemo(() => namesIn(modality, labelSchema, fields), [modality, labelSchema, fields]);
  const schema = useMemo(() => contentSchema(modality, labelSchema), [modality, labelSchema]);
  const content = useMemo(() => Object.fromEntries(names.map((name) => [name, fields[name] ?? ""])), [names, fields]);
  const parsed = useMemo(() => schema.safeParse(content), [schema, content]);
  const settled = useDelayed(parsed.success ? content : null);
  const check = useQuery({
    ...orpc.contribution.check.queryOptions({ input: { project: slug, content: settled ?? {}, ...asked } }),
    enabled: settled !== null,
    // A check that fails says nothing about the content; sending will tell.
    retry: false,
  });
  const isSettled = parsed.success && settled === content;
  return {
    content,
    isValid: parsed.success,
    contentHash: (isSettled && check.data?.contentHash) || null,
    near: (isSettled && check.data?.near) || null,
    looksLike: (isSettled && check.data?.looksLike) || null,
    duplicateElsewhere: (isSettled && check.data?.duplicateElsewhere) || null,
    duplicateOf: (isSettled && check.data?.duplicateOf) || null,
    touch: (field: string) => setTouched((old) => (old.has(field) ? old : new Set(old).add(field))),
    touchAll: () => setTouched(new Set([...names, "messages"])),
    reset: () => setTouched(new Set()),
    errorOf: (field: string) => {
      if (!touched.has(field)) return sentErrorOf(`content.${field}`) ?? sentErrorOf(field);
      const issue = parsed.success ? undefined : parsed.error.issues.find((one) => one.path[0] === field);
      return issue && fieldText(faultOf(ownIssue(issue)));
    },
  };
}

/** What a form of this kind holds: its fields, or of a conversation the turns that there are. */
function namesIn(modality: Modality, labels: LabelSchema, fields: Record<string, string>): string[] {
  const names = contentFields(modality, labels);
  const turns = modality === "conversation" ? turnFields(fields) : [];
  return turns.length === 0 ? names : [...turns, ...names.filter((name) => name !== "messages")];
}
