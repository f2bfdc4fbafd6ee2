"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { Tr } from "#components/ui/table";
import { orpc } from "#lib/client";
import type { Question } from "#lib/domain/question";
import { HeatTable } from "./heat-table";
import { AgreementCells, AgreementTable, IntervalText } from "./measure-table";

/** Cohen's kappa of two people who are chosen. */
export function PairForm({ slug, question, names }: { slug: string; question: Question; names: readonly string[] }) {
  const t = useTranslations("quality.pair");
  const people = useQuery(orpc.quality.people.queryOptions({ input: { slug, question: question.id } }));
  const handles = people.data?.items.map(({ handle }) => handle) ?? [];
  const [chosen, setChosen] = useState<{ one?: string; other?: string }>({});
  const one = chosen.one ?? handles[0];
  const other = chosen.other ?? handles.find((handle) => handle !== one);
  const isPair = one !== undefined && other !== undefined && one !== other;
  const query = useQuery(
    orpc.quality.pair.queryOptions({
      input: isPair ? { slug, question: question.id, one, other } : skipToken,
    }),
  );
  const options = handles.map((value) => ({ value, label: value }));
  return (
    <Card title={t("title")}>
      <p className="mb-4 max-w-read text-muted text-sm">
        {t("text")} {question.form.kind === "rating" ? t("weighted") : null}
      </p>
      {handles.length < 2 ? (
        <p className="text-muted text-sm">{people.data ? t("tooFew") : null}</p>
      ) : (
        <div className="flex flex-col gap-5">
          <div className="flex flex-wrap gap-4">
            <Field label={t("one")}>
              <Select
                value={one ?? ""}
                options={options}
                onValueChange={(value) => setChosen({ ...chosen, one: value })}
              />
            </Field>
            <Field label={t("other")}>
              <Select
                value={other ?? ""}
                options={options.map((option) => ({ ...option, disabled: option.value === one }))}
                onValueChange={(value) => setChosen({ ...chosen, other: value })}
              />
            </Field>
          </div>
          {query.error ? <ErrorMessage error={query.error} /> : null}
          {query.data ? (
            <div className="-mx-5 flex flex-col gap-5">
              <AgreementTable caption={t("title")}>
                <Tr>
                  <th scope="row" className="px-3 py-2 text-start font-medium first:ps-5">
                    {t("cohen")}
                    <span className="mt-1 block font-normal sm:hidden">
                      <IntervalText is={query.data.cohen} />
                    </span>
                  </th>
                  <AgreementCells is={query.data.cohen} />
                </Tr>
              </AgreementTable>
              <div>
                <p className="break-words px-5 pb-2 text-muted text-sm">
                  {t("rows", { one: one ?? "", other: other ?? "" })}
                </p>
                <HeatTable caption={t("cells")} corner={t("corner")} names={names} cells={query.data.cells} />
              </div>
            </div>
          ) : null}
        </div>
      )}
    </Card>
  );
}
