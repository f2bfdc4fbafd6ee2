import { useTranslations } from "next-intl";
import { Container } from "#components/ui/container";
import { LinkButton } from "#components/ui/link-button";

/** What stands where nothing is. */
export function NotFoundPage() {
  const t = useTranslations("shell.notFound");
  return (
    <Container width="read" className="py-24">
      <p className="tabular font-medium text-faint text-sm">404</p>
      <h1 className="mt-1 text-3xl">{t("title")}</h1>
      <p className="mt-3 text-lg text-muted">{t("text")}</p>
      <div className="mt-8 flex flex-wrap gap-2">
        <LinkButton href="/" variant="primary">
          {t("home")}
        </LinkButton>
        <LinkButton href="/projects">{t("projects")}</LinkButton>
      </div>
    </Container>
  );
}
