import { createTranslator } from "next-intl";
import en from "../messages/en.json";
import zhTW from "../messages/zh-TW.json";
import { isRowReason } from "./domain/batch";
import { readFault } from "./domain/issue";
import { personalKinds } from "./domain/personal-kind";
import { looks } from "./domain/script";
import type { Locale } from "./i18n";

const catalogues = { en, "zh-TW": zhTW as typeof en };

type Refusal = {
  line: number;
  reason: string;
  field: string | null;
  detail: string | null;
  duplicateOf: string | null;
};

/** Names of the report's columns. */
export function reportHeader(locale: Locale): string[] {
  const t = createTranslator({ locale, messages: catalogues[locale].import, namespace: "report" });
  return [t("line"), t("reason"), t("mend"), t("field"), t("first")];
}

/** Names of the columns of an archive's report. */
export function memberReportHeader(locale: Locale): string[] {
  const t = createTranslator({ locale, messages: catalogues[locale].archive, namespace: "report" });
  return [t("file"), t("why"), t("reason")];
}

/** Refused rows as cells of the report: where, why, how to mend it, and the address of what it repeats. */
export function refusalReader(locale: Locale, origin: string): (refusal: Refusal) => string[] {
  const t = createTranslator({ locale, messages: catalogues[locale].import });
  const field = createTranslator({ locale, messages: catalogues[locale].error, namespace: "field" });
  const kind = createTranslator({ locale, messages: catalogues[locale].door, namespace: "kind" });
  const look = createTranslator({ locale, messages: catalogues[locale].door, namespace: "look" });
  const kindList = (kinds: string) => {
    const known = personalKinds.filter((one) => kinds.split(",").includes(one));
    return new Intl.ListFormat(locale, { type: "unit" }).format(known.map((one) => kind(one)));
  };
  const fieldText = (fault: string) => {
    const { key, limit } = readFault(fault);
    return field(key in catalogues[locale].error.field ? (key as "required") : "wrong_type", { limit });
  };
  return (refusal) => {
    const reason = isRowReason(refusal.reason) ? refusal.reason : "invalid_field";
    const seen = looks.find((one) => one === refusal.detail);
    const detail =
      reason === "personal_data"
        ? kindList(refusal.detail ?? "")
        : reason === "other_language" && seen
          ? look(`kind.${seen}`)
          : refusal.detail;
    const values = { field: refusal.field ?? "?", detail: detail ?? "?" };
    const why = t(`reason.${reason}`, values);
    const mend = reason === "invalid_field" ? fieldText(refusal.detail ?? "") : t(`mend.${reason}`, values);
    const first = refusal.duplicateOf ? `${origin}/contributions/${refusal.duplicateOf}` : "";
    return [String(refusal.line), why, mend, refusal.field ?? "", first];
  };
}
