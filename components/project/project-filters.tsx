"use client";

import { useTranslations } from "next-intl";
import { Segmented } from "#components/ui/segmented";
import { Select } from "#components/ui/select";
import { modalities } from "#lib/domain/content";
import { languages, languageTags } from "#lib/domain/language";
import type { ProjectFilter } from "#lib/domain/project-paging";

type ProjectFiltersProps = { filter: ProjectFilter; onChange: (filter: ProjectFilter) => void };

const states = ["open", "paused", "closed", "all"] as const;

/** State, language and kind of data of the projects in the list. */
export function ProjectFilters({ filter, onChange }: ProjectFiltersProps) {
  const t = useTranslations("project");
  const languageOptions = languageTags.map((tag) => ({ value: tag as string, label: languages[tag] as string }));
  const modalityOptions = modalities.map((value) => ({ value: value as string, label: t(`modality.${value}`) }));
  return (
    <search aria-label={t("filter.label")} className="flex flex-wrap items-center gap-3">
      <Segmented
        label={t("filter.state")}
        value={filter.state ?? "all"}
        onChange={(value) => onChange({ ...filter, state: value === "all" ? undefined : value })}
        options={states.map((value) => ({ value, label: t(`filter.${value}`) }))}
      />
      <Select
        aria-label={t("filter.language")}
        dense
        value={filter.language ?? ""}
        onValueChange={(value) => onChange({ ...filter, language: languageTags.find((tag) => tag === value) })}
        options={[{ value: "", label: t("filter.anyLanguage") }, ...languageOptions]}
      />
      <Select
        aria-label={t("filter.modality")}
        dense
        value={filter.modality ?? ""}
        onValueChange={(value) => onChange({ ...filter, modality: modalities.find((one) => one === value) })}
        options={[{ value: "", label: t("filter.anyModality") }, ...modalityOptions]}
      />
    </search>
  );
}
