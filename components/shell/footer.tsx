import Link from "next/link";
import { useTranslations } from "next-intl";
import { NoCoinNotice, PointsNotice } from "#components/ui/notice";
import { Logo } from "./logo";
import { useNavItems } from "./nav-items";

/** The fixed notices stand on every page, and the way to the raw log. */
export function Footer() {
  const t = useTranslations("shell");
  const verify = useTranslations("verify");
  return (
    <footer className="mt-20 border-line border-t">
      <div className="mx-auto grid max-w-(--shell-width) gap-8 px-4 py-10 sm:px-6 lg:grid-cols-[minmax(0,1fr)_auto] lg:px-8">
        <div className="max-w-3xl space-y-2">
          <p className="flex items-center gap-2.5 font-medium text-sm">
            <Logo className="size-5" />
            <span>
              {t("name")} · {t("tagline")}
            </span>
          </p>
          <PointsNotice />
          <NoCoinNotice />
        </div>
        <nav
          aria-label={t("footerNav")}
          className="no-print flex flex-wrap gap-x-6 gap-y-1.5 text-sm lg:flex-col lg:items-end"
        >
          {useNavItems().map((item) => (
            <Link key={item.key} href={item.href} className="quiet-link text-muted hover:text-ink">
              {item.label}
            </Link>
          ))}
          <Link href="/docs" className="quiet-link text-muted hover:text-ink">
            {t("footer.docs")}
          </Link>
          <Link href="/removed" className="quiet-link text-muted hover:text-ink">
            {t("footer.removed")}
          </Link>
          {/* Loaded as a document of its own: it has another policy of where it may ask (docs/decisions/0002-csp.md). */}
          <a href="/verify" className="quiet-link text-muted hover:text-ink">
            {verify("link")}
          </a>
          <a href="/api/openapi.json" className="quiet-link text-muted hover:text-ink">
            {t("footer.api")}
          </a>
        </nav>
      </div>
    </footer>
  );
}
