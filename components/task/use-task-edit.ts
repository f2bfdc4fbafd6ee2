"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLeaveGuard } from "#components/project/use-leave-guard";
import { type ApiOutputs, api, orpc } from "#lib/client";
import type { TaskInput } from "#lib/domain/task";
import { checkTask, emptyTask, type TaskForm, taskFormOf } from "./task-form";

export type TaskView = NonNullable<ApiOutputs["task"]["read"]>;

/** Editing what a project asks: what somebody changed lies over the task as it is, until it is saved. */
export function useTaskEdit(slug: string, task: TaskView | null) {
  const client = useQueryClient();
  const base = task ? taskFormOf(task) : emptyTask();
  const [edited, setEdited] = useState<TaskForm>();
  const form = edited ?? base;
  const isDirty = edited !== undefined && JSON.stringify(edited) !== JSON.stringify(base);
  const { faults, input } = checkTask(form);
  useLeaveGuard(isDirty);
  const save = useMutation({
    mutationFn: (terms: TaskInput) => api.task.save({ slug, ...terms }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: orpc.task.key() });
      setEdited(undefined);
    },
  });
  return { form, change: setEdited, faults, input, isDirty, save, discard: () => setEdited(undefined) };
}
