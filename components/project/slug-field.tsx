"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { orpc } from "#lib/client";
import { limits } from "#lib/domain/limits";
import { slugSchema } from "#lib/domain/project";
import { useProjectForm } from "./form-context";

const PAUSE_MS = 350;

type SlugFieldProps = {
  /** The project's present address, which is of course taken: by itself. */
  own?: string;
  onSlug?: (slug: string) => void;
};

/** The address, checked for being free as one types; a free one near it is offered. */
export function SlugField({ own, onSlug }: SlugFieldProps) {
  const t = useTranslations("project.form");
  const { form, set, errorOf, touch } = useProjectForm();
  const check = useSlugCheck(form.slug, own);
  const change = onSlug ?? ((slug: string) => set("slug", slug));
  const isTaken = check?.available === false;
  const suggestion = isTaken ? check.suggestion : null;
  return (
    <Field
      label={t("slug")}
      hint={t("slugHint")}
      error={errorOf("slug") ?? (isTaken ? t("slugTaken") : undefined)}
      required
      aside={
        check?.available ? (
          <span role="status" className="inline-flex items-center gap-1 text-success-text">
            <CircleCheck aria-hidden="true" className="size-3.5" />
            {t("slugFree")}
          </span>
        ) : undefined
      }
    >
      <Input
        prefix="/projects/"
        value={form.slug}
        maxLength={limits.slugChars}
        onChange={(event) => change(event.target.value.toLowerCase())}
        onBlur={() => touch("slug")}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      {suggestion ? (
        <Button size="sm" className="self-start" onClick={() => change(suggestion)}>
          {t("slugUse", { slug: suggestion })}
        </Button>
      ) : null}
    </Field>
  );
}

/** The server's word on an address once typing pauses; undefined while there is nothing to ask or no answer yet. */
export function useSlugCheck(typed: string, own?: string) {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const slug = slugSchema.safeParse(settled).data;
  const { data } = useQuery(
    orpc.project.checkSlug.queryOptions({
      input: slug === undefined || slug === own ? skipToken : { slug },
      staleTime: 10_000,
      retry: false,
    }),
  );
  return data?.slug === typed.trim() ? data : undefined;
}
