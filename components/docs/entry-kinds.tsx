import { useTranslations } from "next-intl";
import { entryKinds } from "#lib/domain/entry";
import { shapeOf } from "#lib/domain/entry-shape";

/** Every kind of entry: what makes one, and its fields as the schema has them. */
export function EntryKinds() {
  const t = useTranslations("docs.entries");
  const names = useTranslations("ledger.kind");
  return (
    <div className="flex flex-col gap-9">
      <p>{t("privacy")}</p>
      <p>{t("head")}</p>
      {entryKinds.map((kind) => (
        <section key={kind} id={kind} aria-labelledby={`${kind}-title`} className="flex scroll-mt-20 flex-col gap-2">
          <h2 id={`${kind}-title`} className="flex flex-wrap items-baseline gap-x-3 text-xl">
            {names(kind)} <code className="font-normal text-base text-muted">{kind}</code>
          </h2>
          <p>{t(`kind.${kind}`)}</p>
          <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-1 overflow-x-auto rounded-md bg-sunken p-3 text-sm max-sm:grid-cols-1">
            {shapeOf(kind).map(({ name, type }) => (
              <div key={name} className="contents">
                <dt className="font-medium">
                  <code>{name}</code>
                </dt>
                <dd className="text-muted max-sm:mb-1 max-sm:ps-4">
                  <code>{type}</code>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
