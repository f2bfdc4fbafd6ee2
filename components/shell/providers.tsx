"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Tooltip } from "radix-ui";
import { type ReactNode, useState } from "react";
import { ToastProvider } from "#components/ui/toast";
import { errorCodes, errorStatus } from "#lib/domain/error";
import type { Locale } from "#lib/i18n";
import { reasonOf } from "#lib/sent-error";
import { Catalogue } from "./catalogue";

type ProvidersProps = { locale: Locale; now: Date; children: ReactNode };

/** What every client component may count on: messages, queries, tooltips, toasts. */
export function Providers({ locale, now, children }: ProvidersProps) {
  const [queryClient] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <Catalogue locale={locale} now={now}>
        <Tooltip.Provider delayDuration={400}>
          <ToastProvider>{children}</ToastProvider>
        </Tooltip.Provider>
      </Catalogue>
    </QueryClientProvider>
  );
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // What the server just rendered counts as fresh for a second, so that hydration does not ask again.
      queries: { staleTime: 1_000, retry: retriesOnce, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}

/** A refusal stays one however often it is asked for; only what may be over in a moment is asked again, once. */
function retriesOnce(failures: number, error: unknown): boolean {
  const reason = reasonOf(error);
  return failures < 1 && (reason === "offline" || errorStatus[errorCodes[reason]] >= 500);
}
