import { Eraser } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/relative-time";
import type { ApiOutputs } from "#lib/client";

type Erased = NonNullable<ApiOutputs["contribution"]["get"]["erased"]>;

/** Stands where a content was. */
export function ErasedNote({ erased }: { erased: Erased }) {
  const t = useTranslations("erasure");
  return (
    <div className="flex gap-3">
      <Eraser aria-hidden="true" className="mt-1 size-5 shrink-0 text-muted" />
      <div>
        <p className="font-medium">{t(`by.${erased.cause}`)}</p>
        <p className="mt-1 text-muted text-sm">
          <DateTime at={erased.at} /> · {t("left")}{" "}
          <Link href="/removed" className="link">
            {t("feedLink")}
          </Link>
        </p>
      </div>
    </div>
  );
}
