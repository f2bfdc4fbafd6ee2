import { useTranslations } from "next-intl";
import { Container } from "#components/ui/container";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export default function LandingPage() {
  const t = useTranslations("shell");
  return (
    <Container className="py-20">
      <h1 className="text-4xl">{t("tagline")}</h1>
      <p className="mt-4 max-w-2xl text-lg text-muted">{t("description")}</p>
    </Container>
  );
}
