"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { api, orpc } from "#lib/client";
import type { ProjectInput } from "#lib/domain/project";
import { reasonOf } from "#lib/sent-error";

type NewProject = { id: string; input: ProjectInput; budget: number };

/** Makes the draft, asks for its budget, and goes to its settings. A retry after any failure makes nothing twice. */
export function useCreateProject(onCreated: () => void) {
  const router = useRouter();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, input, budget }: NewProject) => {
      const { slug } = await createOnce(id, input);
      if (budget > 0) await api.project.requestBudget({ slug, amount: budget });
      return slug;
    },
    onSuccess: (slug) => {
      onCreated();
      void client.invalidateQueries({ queryKey: orpc.project.key() });
      router.push(`/projects/${slug}/settings?created`);
    },
  });
}

/** Two tabs share the kept draft and so its id: what is another project by now gets an id of its own. */
async function createOnce(id: string, input: ProjectInput): Promise<{ slug: string }> {
  try {
    return await api.project.create({ ...input, id });
  } catch (error) {
    if (reasonOf(error) !== "idempotency.conflict") throw error;
    return api.project.create({ ...input, id: uuidv7() });
  }
}
