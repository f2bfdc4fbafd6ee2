"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, orpc } from "#lib/client";
import { editableWhenOpen, type ProjectInput } from "#lib/domain/project";
import type { ProjectChanges } from "#lib/domain/project-edit";
import { checkForm, formOf, type ProjectForm } from "./form-state";
import type { ProjectView } from "./project-facts";
import { useLeaveGuard } from "./use-leave-guard";

/**
 * Editing a project that exists. Only what the person changed lies over the project as it is, so that a change by somebody else
 * shows up in every other field, and only changes are sent.
 */
export function useProjectEdit(project: ProjectView) {
  const [edits, setEdits] = useState<Partial<ProjectForm>>({});
  const base = formOf(project);
  const form = { ...base, ...edits };
  const { faults, input } = checkForm(form);
  const changes = input ? changesBetween(project, checkForm(base).input, input) : undefined;
  const isDirty = Object.keys(edits).some(
    (key) => !isSame(edits[key as keyof ProjectForm], base[key as keyof ProjectForm]),
  );
  useLeaveGuard(isDirty);
  const save = useSave(project.slug, () => setEdits({}));
  const change = (next: ProjectForm) => {
    const changed = Object.entries(next).filter(([key, value]) => !isSame(value, base[key as keyof ProjectForm]));
    setEdits(Object.fromEntries(changed));
  };
  return { form, change, faults, isDirty, changes, save, discard: () => setEdits({}) };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function changesBetween(project: ProjectView, before: ProjectInput | undefined, after: ProjectInput): ProjectChanges {
  const editable: readonly string[] = project.state === "draft" ? Object.keys(after) : editableWhenOpen;
  return Object.fromEntries(
    Object.entries(after).filter(
      ([key, value]) =>
        key !== "rewardRule" && editable.includes(key) && !isSame(value, before?.[key as keyof ProjectInput]),
    ),
  );
}

function useSave(slug: string, onSaved: () => void) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (changes: ProjectChanges) => api.project.edit({ slug, changes }),
    onSuccess: async (saved) => {
      if (saved.slug !== slug) router.replace(`/projects/${saved.slug}/settings`);
      else await client.invalidateQueries({ queryKey: orpc.project.key() });
      onSaved();
      // The router keeps its own copy of the public page for half a minute.
      router.refresh();
    },
  });
}
