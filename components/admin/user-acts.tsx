"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "#components/account/use-me";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { api } from "#lib/client";
import { BanDialog } from "./ban-dialog";
import { ResetLinkDialog } from "./reset-link-dialog";
import { useAct } from "./use-act";
import type { UserDetail } from "./user-view";

type Open = "role" | "ban" | "reset" | undefined;

/** Role, block and password link of one person. */
export function UserActs({ user }: { user: UserDetail }) {
  const t = useTranslations("admin.user");
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const unban = useAct({
    act: () => api.admin.unbanUser({ userId: user.id }),
    said: () => t("unbanned", { handle: user.handle }),
  });
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setOpen("reset")}>{t("resetLink")}</Button>
      <Button onClick={() => setOpen("role")}>{user.isAdmin ? t("revoke") : t("grant")}</Button>
      {user.bannedAt ? (
        <Button onClick={() => unban.mutate(undefined)} pending={unban.isPending}>
          {t("unban")}
        </Button>
      ) : (
        <Button onClick={() => setOpen("ban")}>{t("ban")}</Button>
      )}
      <ErrorMessage error={unban.error} className="w-full" />
      <RoleDialog key={`role ${open === "role"}`} user={user} open={open === "role"} onClose={close} />
      <BanDialog user={user} open={open === "ban"} onClose={close} />
      <ResetLinkDialog key={`reset ${open === "reset"}`} user={user} open={open === "reset"} onClose={close} />
    </div>
  );
}

function RoleDialog({ user, open, onClose }: { user: UserDetail; open: boolean; onClose: () => void }) {
  const t = useTranslations("admin.user");
  const me = useMe();
  const { handle, isAdmin, id: userId } = user;
  const change = useAct({
    act: () => (isAdmin ? api.admin.revokeAdmin({ userId }) : api.admin.grantAdmin({ userId })),
    said: (result) => (result.isAdmin ? t("granted", { handle }) : t("revoked", { handle })),
    onDone: onClose,
  });
  const title = isAdmin
    ? me?.id === userId
      ? t("revokeSelf")
      : t("revokeTitle", { handle })
    : t("grantTitle", { handle });
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={title}
      description={isAdmin ? t("revokeText") : t("grantText")}
      action={isAdmin ? t("revoke") : t("grant")}
      danger={isAdmin}
      pending={change.isPending}
      onConfirm={() => change.mutate(undefined)}
    >
      {change.error ? <ErrorMessage error={change.error} /> : null}
    </ConfirmDialog>
  );
}
