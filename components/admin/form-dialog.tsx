"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import type { useForm } from "#components/auth/use-form";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { issuesOf } from "#lib/sent-error";

type FormDialogProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description: ReactNode;
  /** The act in a verb. */
  action: string;
  danger?: boolean;
  form: Pick<ReturnType<typeof useForm>, "formProps" | "error" | "pending" | "done">;
  children: ReactNode;
};

/** A dialog around a form: Enter sends it, its button sends it, once. */
export function FormDialog(props: FormDialogProps) {
  const { open, onClose, title, description, action, danger = false, form, children } = props;
  const t = useTranslations("common");
  const id = useId();
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={id} variant={danger ? "danger" : "primary"} pending={form.pending || form.done}>
            {action}
          </Button>
        </>
      }
    >
      <form {...form.formProps} id={id} className="flex flex-col gap-4">
        <ErrorMessage error={issuesOf(form.error).length > 0 ? null : form.error} />
        {children}
      </form>
    </Dialog>
  );
}
