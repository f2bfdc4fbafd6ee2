import { useTranslations } from "next-intl";
import { Hash } from "#components/ui/hash";
import { toHex } from "#lib/ledger/hex";
import type { TraceStep } from "#lib/ledger/proof";

/** The way from a leaf to the root: each sibling with its side, and what the two make. */
export function ProofPath({ path }: { path: readonly TraceStep[] }) {
  const t = useTranslations("ledger.entry");
  if (path.length === 0) return null;
  return (
    <ol className="mt-2 flex flex-col gap-2 border-line border-s-2 ps-4 text-sm">
      {path.map(({ side, sibling, result }, position) => (
        <li key={toHex(result)}>
          <span className="text-muted">
            {position + 1}. {t("sibling", { side: t(`side.${side}`) })}
          </span>{" "}
          <Hash value={toHex(sibling)} show={10} />
          <br />
          <span className="text-muted">{t("result")}</span> <Hash value={toHex(result)} show={10} />
        </li>
      ))}
    </ol>
  );
}
