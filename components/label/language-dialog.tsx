"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Languages } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Dialog } from "#components/ui/dialog";
import { orpc } from "#lib/client";
import { type Language, languages as names } from "#lib/domain/language";

type LanguageDialogProps = { slug: string; languages: readonly string[]; onChanged: () => void };

/** In which of a project's languages I label; all of them until I say so. */
export function LanguageDialog({ slug, languages, onChanged }: LanguageDialogProps) {
  const t = useTranslations("label.languages");
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>();
  const known = useQuery(orpc.label.languages.queryOptions({ input: { slug } }));
  const save = useMutation(
    orpc.label.setLanguages.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: orpc.label.languages.key() });
        setOpen(false);
        onChanged();
      },
    }),
  );
  const saved = known.data?.languages.length ? known.data.languages : languages;
  const shown = chosen ?? saved;
  const toggle = (tag: string) => setChosen(shown.includes(tag) ? shown.filter((one) => one !== tag) : [...shown, tag]);
  // All of them is the same as none: what the project adds later is then offered, too.
  const kept = shown.length === languages.length ? [] : [...shown];
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        aria-label={t("open")}
        icon={<Languages aria-hidden="true" />}
        onClick={() => {
          setChosen(undefined);
          setOpen(true);
        }}
      />
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        title={t("title")}
        description={t("text")}
        size="sm"
        footer={
          <Button
            variant="primary"
            pending={save.isPending}
            disabledReason={shown.length === 0 ? t("one") : undefined}
            onClick={() => save.mutate({ slug, languages: kept as Language[] })}
          >
            {t("save")}
          </Button>
        }
      >
        <div className="flex flex-col gap-2">
          {languages.map((tag) => (
            <Checkbox
              key={tag}
              label={<span lang={tag}>{names[tag as Language] ?? tag}</span>}
              checked={shown.includes(tag)}
              onChange={() => toggle(tag)}
            />
          ))}
          <ErrorMessage error={save.error ?? known.error} />
        </div>
      </Dialog>
    </>
  );
}
