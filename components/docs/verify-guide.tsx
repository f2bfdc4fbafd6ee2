import Link from "next/link";
import { useTranslations } from "next-intl";

const topics = ["hash", "tree", "proof", "signed", "points"] as const;

const commands = [
  "curl -s SITE/api/v1/ledger/entries/100 > entry.json",
  "jq -r .body entry.json | xxd -r -p > entry.bytes",
  "(printf '\\000'; cat entry.bytes) | sha256sum",
] as const;

/** What a hash is, how the tree works, how to check a proof by hand and how an award was computed: a paragraph each. */
export function VerifyGuide() {
  const t = useTranslations("docs");
  const verify = useTranslations("verify");
  return (
    <div className="flex flex-col gap-8">
      {topics.map((topic) => (
        <section key={topic} className="flex flex-col gap-2">
          <h2 className="text-xl">{t(`${topic}.title`)}</h2>
          <p>{t(`${topic}.text`)}</p>
        </section>
      ))}
      <section className="flex flex-col gap-2">
        <h2 className="text-xl">{verify("guide.title")}</h2>
        <p>
          {verify.rich("guide.text", {
            link: (text) => (
              <a className="link" href="/verify">
                {text}
              </a>
            ),
          })}
        </p>
      </section>
      <section className="flex flex-col gap-2">
        <h2 className="text-xl">{t("hand.title")}</h2>
        <p>{t("hand.text")}</p>
        <pre className="whitespace-pre-wrap break-all rounded-md bg-sunken p-3 text-sm">{commands.join("\n")}</pre>
        <p>{t("hand.then")}</p>
      </section>
      <section className="flex flex-col gap-2">
        <h2 className="text-xl">{t("audit.title")}</h2>
        <p>{t("audit.text")}</p>
        <pre className="whitespace-pre-wrap break-all rounded-md bg-sunken p-3 text-sm">
          npm run assay -- audit SITE --vkey KEY
        </pre>
        <p>
          {t.rich("audit.then", {
            link: (text) => (
              <Link className="link" href="/ledger/recompute">
                {text}
              </Link>
            ),
          })}
        </p>
      </section>
      <p className="flex flex-wrap gap-x-5 gap-y-2">
        <Link className="link" href="/docs/entries">
          {t("entriesLink")}
        </Link>
        <Link className="link" href="/docs/points">
          {t("whatPoints.link")}
        </Link>
      </p>
      <section className="flex flex-col gap-2">
        <h2 className="text-xl">{t("api.title")}</h2>
        <p>
          {t.rich("api.text", {
            link: (text) => (
              <a className="link" href="/api/openapi.json">
                {text}
              </a>
            ),
          })}
        </p>
      </section>
    </div>
  );
}
