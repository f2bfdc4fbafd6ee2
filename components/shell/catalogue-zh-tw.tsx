"use client";

import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import messages from "../../messages/zh-TW.json";

export default function Catalogue({ now, children }: { now: Date; children: ReactNode }) {
  return (
    <NextIntlClientProvider locale="zh-TW" messages={messages} timeZone="UTC" now={now}>
      {children}
    </NextIntlClientProvider>
  );
}
