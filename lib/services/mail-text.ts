import type { MailLocale } from "#lib/domain/account";
import { env } from "#lib/env";
import en from "../../messages/en.json";
import zhTW from "../../messages/zh-TW.json";

const catalogues = { en, "zh-TW": zhTW as typeof en };
type MailTemplate = keyof (typeof en)["auth"]["mail"];

/** Subject and plain text of a mail, in the language that the person used; {link} and {site} are filled in. */
export function mailText(locale: MailLocale, template: MailTemplate, link: string): { subject: string; text: string } {
  const { subject, text } = catalogues[locale].auth.mail[template];
  const fill = (wording: string) => wording.replaceAll("{link}", () => link).replaceAll("{site}", () => env().baseUrl);
  return { subject: fill(subject), text: fill(text) };
}
