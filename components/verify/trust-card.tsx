import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Textarea } from "#components/ui/textarea";
import type { Trust } from "./use-trust";

/** Whose signature counts. The one thing that a receipt cannot say of itself. */
export function TrustCard({ trust, className }: { trust: Trust; className?: string }) {
  const t = useTranslations("verify.trust");
  const { keyFault, policyFault, siteWitnesses } = trust;
  const fault = keyFault
    ? t("keyFault", { why: t(`fault.${keyFault.reason}`), text: shorten(keyFault.text) })
    : trust.value || policyFault
      ? undefined
      : t("missing");
  return (
    <Card title={t("title")} className={className}>
      <div className="flex flex-col gap-4">
        <Field label={t("keys")} hint={t("keysHint")} error={fault}>
          <KeyText value={trust.keyText} onText={trust.setKeyText} />
        </Field>
        {trust.isSiteText ? (
          trust.siteVkeys?.length ? (
            <Alert tone="neutral">{t("ofSite")}</Alert>
          ) : null
        ) : (
          <Button size="sm" className="self-start" onClick={trust.restore}>
            {t("restore")}
          </Button>
        )}
        <details className="group" open={trust.policyText !== "" || undefined}>
          <summary className="w-fit cursor-pointer font-medium text-sm">{t("witnesses")}</summary>
          <div className="mt-3 flex flex-col gap-3">
            <Field
              label={t("policy")}
              hint={t("policyHint")}
              error={policyFault === undefined ? undefined : t("policyFault", { why: policyFault })}
            >
              <KeyText value={trust.policyText} onText={trust.setPolicyText} />
            </Field>
            {siteWitnesses.length > 0 ? (
              <Button size="sm" className="self-start" onClick={() => trust.setPolicyText(siteWitnesses.join("\n"))}>
                {t("siteWitnesses")}
              </Button>
            ) : null}
          </div>
        </details>
      </div>
    </Card>
  );
}

/** For what is pasted and must stay as it is. */
function KeyText({ value, onText }: { value: string; onText: (text: string) => void }) {
  return (
    <Textarea
      rows={3}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      className="break-all font-mono text-sm"
      value={value}
      onChange={(event) => onText(event.target.value)}
    />
  );
}

const SHOWN_CHARS = 40;

function shorten(text: string): string {
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}
