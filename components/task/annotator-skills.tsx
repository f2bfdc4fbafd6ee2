"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { DataTable } from "#components/ui/data-table";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { type ApiOutputs, orpc } from "#lib/client";

type Annotator = ApiOutputs["task"]["people"]["items"][number];

/** Who labels here, and who was given the skill that the task asks for. */
export function AnnotatorSkills({ slug, skill }: { slug: string; skill: string | null }) {
  const t = useTranslations("task.people");
  const people = useQuery(orpc.task.people.queryOptions({ input: { slug } }));
  const client = useQueryClient();
  const set = useMutation(
    orpc.task.setSkills.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: orpc.task.people.key() }),
    }),
  );
  const give = (handle: string, skills: readonly string[]) => set.mutate({ slug, handle, skills: [...skills] });
  const toggle = ({ handle, skills }: Annotator, wanted: string) =>
    give(handle, skills.includes(wanted) ? skills.filter((one) => one !== wanted) : [...skills, wanted]);
  return (
    <div className="flex flex-col gap-6">
      {skill === null ? (
        <p className="text-muted">{t("everybody")}</p>
      ) : (
        <GiveCard skill={skill} known={people.data?.items ?? []} isPending={set.isPending} onGive={give} />
      )}
      <ErrorMessage error={set.error ?? people.error} />
      <DataTable
        caption={t("caption")}
        rows={people.data?.items}
        rowId={({ handle }) => handle}
        empty={t("none")}
        columns={[
          { id: "handle", header: t("handle"), rowHeader: true, cell: ({ handle }) => handle },
          { id: "answers", header: t("answers"), numeric: true, cell: ({ answers }) => answers },
          { id: "skills", header: t("skills"), cell: ({ skills }) => skills.join(", ") || "–" },
          {
            id: "act",
            header: t("act"),
            cell: (person) =>
              skill === null ? null : (
                <Button size="sm" pending={set.isPending} onClick={() => toggle(person, skill)}>
                  {t(person.skills.includes(skill) ? "take" : "give", { skill })}
                </Button>
              ),
          },
        ]}
      />
    </div>
  );
}

type GiveCardProps = {
  skill: string;
  known: readonly Annotator[];
  isPending: boolean;
  onGive: (handle: string, skills: readonly string[]) => void;
};

function GiveCard({ skill, known, isPending, onGive }: GiveCardProps) {
  const t = useTranslations("task.people");
  const [handle, setHandle] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = handle.trim();
    if (!name) return;
    const had = known.find((one) => one.handle.toLowerCase() === name.toLowerCase())?.skills ?? [];
    onGive(name, [...new Set([...had, skill])]);
    setHandle("");
  };
  return (
    <Card title={t("giveTitle", { skill })}>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <Field label={t("handle")} className="grow sm:max-w-md">
          <Input
            value={handle}
            onChange={(event) => setHandle(event.target.value)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        </Field>
        <Button type="submit" variant="primary" pending={isPending}>
          {t("give", { skill })}
        </Button>
      </form>
    </Card>
  );
}
