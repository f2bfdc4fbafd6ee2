"use client";

import { clsx } from "clsx";
import { CircleCheck, CircleX, Info, TriangleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Toast as RadixToast } from "radix-ui";
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from "react";
import type { Tone } from "./badge";

export type ToastInput = {
  title: string;
  description?: string;
  tone?: Tone;
  /** One act, for example undo; its label is a verb. */
  action?: { label: string; onClick: () => void };
  durationMs?: number;
};

type Shown = ToastInput & { id: number; open: boolean };

const ToastContext = createContext<((toast: ToastInput) => void) | null>(null);

/** `const toast = useToast(); toast({ title, tone })`: what happened, after it happened. Errors of a form belong in the form. */
export function useToast() {
  const show = use(ToastContext);
  if (!show) throw new Error("useToast needs the ToastProvider of components/shell/providers");
  return show;
}

const icons = { neutral: Info, accent: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleX };
const inks = {
  neutral: "text-muted",
  accent: "text-accent-text",
  success: "text-success-text",
  warning: "text-warning-text",
  danger: "text-danger-text",
};
const MAX_SHOWN = 3;
let lastId = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("common");
  const [toasts, setToasts] = useState<Shown[]>([]);
  const show = useCallback((toast: ToastInput) => {
    lastId += 1;
    const next = { ...toast, id: lastId, open: true };
    setToasts((old) => [...old.filter((shown) => shown.open).slice(1 - MAX_SHOWN), next]);
  }, []);
  const close = useCallback((id: number) => {
    setToasts((old) => old.map((shown) => (shown.id === id ? { ...shown, open: false } : shown)));
  }, []);
  const context = useMemo(() => show, [show]);
  return (
    <ToastContext value={context}>
      <RadixToast.Provider label={t("notifications")} swipeDirection="right">
        {children}
        {toasts.map((toast) => (
          <ToastItem key={toast.id} toast={toast} onClose={() => close(toast.id)} />
        ))}
        <RadixToast.Viewport
          label={`${t("notifications")} ({hotkey})`}
          // On phones dialogs and their buttons come from the bottom.
          className="fixed end-0 z-50 flex w-full max-w-md flex-col gap-2 p-4 outline-none max-sm:top-0 sm:bottom-0"
        />
      </RadixToast.Provider>
    </ToastContext>
  );
}

function ToastItem({ toast, onClose }: { toast: Shown; onClose: () => void }) {
  const t = useTranslations("common");
  const tone = toast.tone ?? "neutral";
  const Icon = icons[tone];
  return (
    <RadixToast.Root
      open={toast.open}
      onOpenChange={(open) => (open ? undefined : onClose())}
      duration={toast.durationMs ?? (toast.action ? 10_000 : 6_000)}
      type={tone === "danger" ? "foreground" : "background"}
      className="flex animate-rise items-start gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-sm shadow-float"
    >
      <Icon aria-hidden="true" className={clsx("mt-[0.15em] size-[1.3em] shrink-0", inks[tone])} />
      <div className="min-w-0 grow">
        <RadixToast.Title className="font-medium">{toast.title}</RadixToast.Title>
        {toast.description ? (
          <RadixToast.Description className="text-muted">{toast.description}</RadixToast.Description>
        ) : null}
      </div>
      {toast.action ? (
        <RadixToast.Action
          altText={toast.action.label}
          onClick={toast.action.onClick}
          className="-my-1 shrink-0 rounded-md px-2.5 py-1 font-medium text-accent-text hover:bg-sunken"
        >
          {toast.action.label}
        </RadixToast.Action>
      ) : null}
      <RadixToast.Close
        aria-label={t("dismiss")}
        className="-my-1 -me-1.5 shrink-0 rounded-md p-1.5 text-muted hover:bg-sunken hover:text-ink"
      >
        <X aria-hidden="true" className="size-4" />
      </RadixToast.Close>
    </RadixToast.Root>
  );
}
