"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button";
import { Container } from "#components/ui/container";

type ErrorPageProps = { error: unknown; retry: () => void };

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  const t = useTranslations("shell.failure");
  const common = useTranslations("common");
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  return (
    <Container width="read" className="py-24" role="alert">
      <h1 className="text-3xl">{t("title")}</h1>
      <p className="mt-3 text-lg text-muted">{t("text")}</p>
      {digest ? (
        <p className="mt-3 text-muted text-sm">
          {t("reference")}: <code>{digest}</code>
        </p>
      ) : null}
      <Button variant="primary" className="mt-8" onClick={() => retry()}>
        {common("retry")}
      </Button>
    </Container>
  );
}
