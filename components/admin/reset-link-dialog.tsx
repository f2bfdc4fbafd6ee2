"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Hash } from "#components/ui/hash";
import { DateTime } from "#components/ui/relative-time";
import { api } from "#lib/client";
import type { UserDetail } from "./user-view";

/** Makes a password link, shown once, for the admin to hand over. */
export function ResetLinkDialog(props: { user: UserDetail; open: boolean; onClose: () => void }) {
  const { user, open, onClose } = props;
  const { handle } = user;
  const t = useTranslations("admin.user");
  const make = useMutation({ mutationFn: () => api.admin.makeResetLink({ userId: user.id }) });
  const makeButton = (
    <Button variant="primary" onClick={() => make.mutate()} pending={make.isPending}>
      {t("resetMake")}
    </Button>
  );
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t("resetTitle", { handle })}
      description={make.data ? undefined : t("resetAsk", { handle })}
      footer={make.data ? undefined : makeButton}
    >
      {make.error ? <ErrorMessage error={make.error} /> : null}
      {make.data ? (
        <div className="flex flex-col gap-3">
          <Alert tone="warning" live>
            {t.rich("resetText", { until: () => <DateTime at={make.data.expiresAt} /> })}
          </Alert>
          <p className="rounded-md bg-sunken px-3 py-2.5">
            <Hash value={make.data.url} show="all" what={t("resetUrl")} />
          </p>
        </div>
      ) : null}
    </Dialog>
  );
}
