import Link from "next/link";
import { useTranslations } from "next-intl";
import { LanguageSwitch } from "./language-switch";
import { Logo } from "./logo";
import { MainNav } from "./main-nav";
import { MobileMenu } from "./mobile-menu";
import { Session } from "./session";
import { ThemeMenu } from "./theme-menu";

/** Drawn once for everybody; what depends on the person is a client component inside. */
export function Header() {
  const t = useTranslations("shell");
  return (
    <header className="no-print sticky top-0 z-30 border-line border-b bg-page/90 backdrop-blur-md">
      <div className="mx-auto flex h-14 max-w-(--shell-width) items-center gap-3 px-4 sm:px-6 lg:px-8">
        <Link
          href="/"
          aria-label={t("home")}
          className="-ms-1 me-2 flex items-center gap-2.5 rounded-md p-1 font-semibold text-lg tracking-tight no-underline"
        >
          <Logo className="size-7" />
          <span lang="en">{t("name")}</span>
        </Link>
        <MainNav />
        <div className="ms-auto flex items-center gap-1">
          <div className="hidden items-center gap-1 md:flex">
            <LanguageSwitch />
            <ThemeMenu />
          </div>
          <Session />
          <MobileMenu />
        </div>
      </div>
    </header>
  );
}
