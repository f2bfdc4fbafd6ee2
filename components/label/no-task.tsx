import { Tags } from "lucide-react";
import { useTranslations } from "next-intl";
import { Container } from "#components/ui/container";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";

/** A project that asks nothing about its items. */
export function NoTask({ project }: { project: { slug: string; name: string } }) {
  const t = useTranslations("label");
  return (
    <Container>
      <PageHeader title={t("desk.title", { name: project.name })} />
      <EmptyState
        icon={<Tags />}
        title={t("state.noTask")}
        action={<LinkButton href={`/projects/${project.slug}`}>{t("empty.project")}</LinkButton>}
      >
        {t("state.noTaskText")}
      </EmptyState>
    </Container>
  );
}
