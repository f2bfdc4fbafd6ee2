"use client";

import { ExternalLink } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { consentWording, type Licence, licences } from "#lib/domain/licence";

type ConsentFieldProps = {
  licence: Licence;
  agreed: boolean;
  onChange: (agreed: boolean) => void;
  error?: string;
};

/** The licence's wording in full, and the box that agrees to it. The submission carries the wording's hash. */
export function ConsentField({ licence, agreed, onChange, error }: ConsentFieldProps) {
  const t = useTranslations("contribute.consent");
  const [, english = "", chinese = ""] = consentWording(licence).split("\n");
  const isEnglish = useLocale() === "en";
  return (
    <div className="flex flex-col gap-2.5 rounded-md border border-line bg-page p-4">
      <blockquote className="text-muted text-sm" lang={isEnglish ? "en" : "zh-TW"}>
        {isEnglish ? english : chinese}
      </blockquote>
      <div className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
        <details className="grow basis-full">
          <summary className="quiet-link w-fit cursor-pointer text-muted">{t("other")}</summary>
          <p className="mt-1 text-muted" lang={isEnglish ? "zh-TW" : "en"}>
            {isEnglish ? chinese : english}
          </p>
        </details>
        <a
          href={licences[licence].url}
          target="_blank"
          rel="license noopener noreferrer"
          className="link inline-flex items-center gap-1"
        >
          {t("full")}
          <ExternalLink aria-hidden="true" className="size-3.5" />
        </a>
      </div>
      <Checkbox
        name="consent"
        checked={agreed}
        required
        onChange={(event) => onChange(event.target.checked)}
        label={<span className="text-sm">{t("agree", { licence })}</span>}
        error={error}
      />
    </div>
  );
}

const PREFIX = "assay.consent.";

/** Whether the wording was agreed to on this device before: once per person and wording is enough to be asked. */
export function useConsent(userId: string, consentHash: string) {
  const key = `${PREFIX}${userId}.${consentHash}`;
  const [agreed, setAgreed] = useState(false);
  useEffect(() => {
    try {
      setAgreed(window.localStorage.getItem(key) === "1");
    } catch {
      // Without storage the box is ticked each time.
    }
  }, [key]);
  const remember = () => {
    try {
      window.localStorage.setItem(key, "1");
    } catch {
      // As above.
    }
  };
  return { agreed, setAgreed, remember };
}
