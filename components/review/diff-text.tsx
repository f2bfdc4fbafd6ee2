import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { diffTexts } from "./text-diff";

/** A text with what changed in it: by colour, by line (under or through), and in words for screen readers. */
export function DiffText({ before, after }: { before: string; after: string }) {
  const t = useTranslations("review.diff");
  const parts = useMemo(() => {
    let place = 0;
    // Keyed by where in both texts it stands, which no other part shares.
    return diffTexts(before, after).map((part) => {
      const at = place;
      place += part.text.length;
      return { ...part, at };
    });
  }, [before, after]);
  return parts.map(({ kind, text, at }) => {
    if (kind === "same") return <span key={at}>{text}</span>;
    const Tag = kind === "added" ? "ins" : "del";
    const look =
      kind === "added"
        ? "bg-success-soft text-success-text decoration-success underline decoration-2 underline-offset-[0.22em]"
        : "bg-danger-soft text-danger-text decoration-danger line-through decoration-2";
    return (
      <Tag key={at} className={`rounded-sm box-decoration-clone px-[0.08em] ${look}`}>
        <span className="sr-only">{t(kind)}</span>
        {text}
        <span className="sr-only">{t(`${kind}End`)}</span>
      </Tag>
    );
  });
}
