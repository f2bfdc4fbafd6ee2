"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ErrorMessage, useFieldErrors } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioGroup } from "#components/ui/radio-group";
import { Textarea } from "#components/ui/textarea";
import { orpc } from "#lib/client";
import { limits } from "#lib/domain/limits";
import { endpointKinds } from "#lib/domain/model-endpoint";
import type { EndpointState } from "./endpoint-card";

type FormProps = {
  slug: string;
  origins: string[];
  endpoint: EndpointState["endpoint"];
  onDone: () => void;
};

/** Which model, where, with which key, and how much at most. A key that is left empty stays what it is. */
export function EndpointForm({ slug, origins, endpoint, onDone }: FormProps) {
  const t = useTranslations("model.endpoint");
  const common = useTranslations("common");
  const [kind, setKind] = useState(endpoint?.kind ?? "openai");
  const [texts, setTexts] = useState({
    address: endpoint?.address ?? "",
    model: endpoint?.model ?? "",
    version: endpoint?.version ?? "",
    secret: "",
    instruction: endpoint?.instruction ?? "",
    maxItems: String(endpoint?.maxItems ?? 100),
    maxTokens: endpoint?.maxTokens ? String(endpoint.maxTokens) : "",
  });
  const client = useQueryClient();
  const save = useMutation(
    orpc.endpoint.save.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: orpc.endpoint.key() });
        onDone();
      },
    }),
  );
  const errorOf = useFieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { address, model, version, secret, instruction, maxItems, maxTokens } = texts;
    save.mutate({
      ...{ slug, kind, address, model, version, instruction, maxItems: Number(maxItems) },
      maxTokens: kind === "openai" && maxTokens.trim() !== "" ? Number(maxTokens) : null,
      ...(secret === "" ? {} : { secret }),
    });
  };
  const bind = (name: keyof typeof texts) => ({
    value: texts[name],
    onChange: ({ target }: { target: { value: string } }) => setTexts({ ...texts, [name]: target.value }),
  });
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <RadioGroup
        legend={t("kindLegend")}
        look="cards"
        value={kind}
        onChange={setKind}
        options={endpointKinds.map((value) => ({ value, label: t(`kind.${value}`), hint: t(`kindHint.${value}`) }))}
      />
      <Field
        label={t("address")}
        hint={t(`addressHint.${kind}`, { origins: origins.join(" ") })}
        error={errorOf("address")}
        required
      >
        <Input {...bind("address")} type="url" autoComplete="off" className="font-mono" />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Field label={t("model")} hint={t("modelHint")} error={errorOf("model")} required>
          <Input {...bind("model")} maxLength={limits.modelNameChars} autoComplete="off" />
        </Field>
        <Field label={t("version")} hint={t("versionHint")} error={errorOf("version")} required>
          <Input {...bind("version")} maxLength={limits.modelNameChars} autoComplete="off" />
        </Field>
      </div>
      <Field
        label={t("secret")}
        hint={t(endpoint?.hasSecret ? "secretHintKept" : "secretHint")}
        error={errorOf("secret")}
        optional
      >
        <Input {...bind("secret")} type="password" autoComplete="new-password" className="font-mono" />
      </Field>
      <Field label={t("instruction")} hint={t("instructionHint")} error={errorOf("instruction")} optional>
        <Textarea {...bind("instruction")} rows={3} />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Field label={t("maxItems")} hint={t("maxItemsHint")} error={errorOf("maxItems")} required>
          <Input {...bind("maxItems")} inputMode="numeric" />
        </Field>
        {kind === "openai" ? (
          <Field label={t("maxTokens")} hint={t("maxTokensHint")} error={errorOf("maxTokens")} optional>
            <Input {...bind("maxTokens")} inputMode="numeric" />
          </Field>
        ) : null}
      </div>
      <ErrorMessage error={save.error} hideIssues />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" variant="primary" pending={save.isPending}>
          {t("save")}
        </Button>
        {endpoint ? <Button onClick={onDone}>{common("cancel")}</Button> : null}
      </div>
    </form>
  );
}
