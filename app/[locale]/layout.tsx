import type { Metadata, Viewport } from "next";
import { notFound } from "next/navigation";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { LogGuard } from "#components/ledger/log-guard";
import { Footer } from "#components/shell/footer";
import { Header } from "#components/shell/header";
import { Providers } from "#components/shell/providers";
import { themeScript } from "#components/shell/theme-script";
import { env } from "#lib/env";
import { isLocale } from "#lib/i18n";
import "../globals.css";

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafaf7" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1214" },
  ],
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return {
    metadataBase: new URL(env().baseUrl),
    title: { default: `${t("name")} · ${t("tagline")}`, template: t("titleTemplate") },
    description: t("description"),
    applicationName: t("name"),
  };
}

/** Never reads cookies or headers: the pages below are rendered ahead of the request and shared by everybody. */
export default async function RootLayout({ children, params }: LayoutProps<"/[locale]">) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  return (
    <html lang={locale} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant; must run before the first paint. */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body className="flex min-h-dvh flex-col">
        <Providers locale={locale} now={new Date()}>
          <SkipLink />
          <Header />
          <LogGuard />
          <main id="main" tabIndex={-1} className="grow">
            {children}
          </main>
          <Footer />
        </Providers>
      </body>
    </html>
  );
}

function SkipLink() {
  const t = useTranslations("shell");
  return (
    <a
      href="#main"
      className="sr-only z-50 rounded-md bg-accent px-4 py-2 font-medium text-on-accent no-underline focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
    >
      {t("skip")}
    </a>
  );
}
