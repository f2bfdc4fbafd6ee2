"use client";

import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import messages from "../../messages/en.json";

export default function Catalogue({ now, children }: { now: Date; children: ReactNode }) {
  return (
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC" now={now}>
      {children}
    </NextIntlClientProvider>
  );
}
