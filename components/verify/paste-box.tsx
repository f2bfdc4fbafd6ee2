import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Textarea } from "#components/ui/textarea";

/** For a receipt that came as text, in a mail or a chat. */
export function PasteBox({ onText }: { onText: (text: string) => void }) {
  const t = useTranslations("verify.paste");
  const [text, setText] = useState("");
  const [isEmpty, setEmpty] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(text.trim() === "");
    if (text.trim() === "") return;
    onText(text);
    setText("");
  };
  return (
    <details className="rounded-lg border border-line bg-surface px-5 py-3.5 shadow-card">
      <summary className="w-fit cursor-pointer font-medium text-sm">{t("title")}</summary>
      <form onSubmit={submit} className="mt-3 flex flex-col gap-3">
        <Field label={t("label")} hideLabel error={isEmpty ? t("empty") : undefined}>
          <Textarea
            rows={6}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            placeholder="c2sp.org/tlog-proof@v1"
            className="max-h-80 break-all font-mono text-sm"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
        <Button type="submit" className="self-start">
          {t("check")}
        </Button>
      </form>
    </details>
  );
}
