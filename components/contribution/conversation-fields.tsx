"use client";

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button";
import { CharCount } from "#components/ui/char-count";
import { Field, FieldError } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { Textarea } from "#components/ui/textarea";
import { fieldsOfTurns, isTurnField, type Role, roles, type Turn, turnFields, turnsOf } from "#lib/domain/conversation";
import { limits } from "#lib/domain/limits";
import { useFieldName } from "./use-field-name";

type ConversationFieldsProps = {
  fields: Record<string, string>;
  lang?: string | undefined;
  onReplace?: ((fields: Record<string, string>) => void) | undefined;
  onBlur: (field: string) => void;
  errorOf: (field: string) => string | undefined;
  firstRef?: RefObject<HTMLTextAreaElement | null> | undefined;
  readOnly?: boolean | undefined;
};

const START: Turn[] = [
  { role: "user", text: "" },
  { role: "assistant", text: "" },
];

/** The turns of a conversation, one below the other: who speaks, what is said, and buttons and keys to add, move and remove them. */
export function ConversationFields(props: ConversationFieldsProps) {
  const { fields, onReplace, errorOf, readOnly } = props;
  const t = useTranslations("conversation");
  const list = useRef<HTMLOListElement>(null);
  const [focused, setFocused] = useState<{ at: number }>();
  const [said, setSaid] = useState("");
  const kept = turnsOf(fields);
  const turns = kept.length > 0 ? kept : START;
  useEffect(() => {
    if (focused) list.current?.querySelectorAll("textarea")[focused.at]?.focus();
  }, [focused]);
  const others = Object.fromEntries(Object.entries(fields).filter(([name]) => !isTurnField(name)));
  const replace = (next: readonly Turn[]) => onReplace?.({ ...others, ...fieldsOfTurns(next) });
  const move = (at: number, to: number) => {
    const turn = turns[at];
    if (!turn || to < 0 || to >= turns.length || readOnly) return;
    replace(turns.toSpliced(at, 1).toSpliced(to, 0, turn));
    setFocused({ at: to });
    setSaid(t("moved", { from: at + 1, to: to + 1 }));
  };
  const add = () => {
    replace([...turns, { role: turns.at(-1)?.role === "user" ? "assistant" : "user", text: "" }]);
    setFocused({ at: turns.length });
  };
  const remove = (at: number) => {
    replace(turns.toSpliced(at, 1));
    setFocused({ at: Math.max(0, at - 1) });
    setSaid(t("removed", { number: at + 1 }));
  };
  const whole = errorOf("messages");
  return (
    <fieldset className="flex min-w-0 flex-col gap-4" disabled={readOnly}>
      <legend className="mb-1 font-medium text-sm">{t("title")}</legend>
      <p className="text-muted text-sm">{t("keys")}</p>
      <ol ref={list} className="flex flex-col gap-4">
        {turns.map((turn, at) => (
          <TurnItem
            // Turns have no identity of their own: place is what they are known by.
            // biome-ignore lint/suspicious/noArrayIndexKey: as said above.
            key={at}
            {...props}
            turn={turn}
            at={at}
            count={turns.length}
            onChange={(next) => replace(turns.with(at, next))}
            onMove={(to) => move(at, to)}
            onRemove={() => remove(at)}
          />
        ))}
      </ol>
      <FieldError>{whole}</FieldError>
      <p role="status" className="sr-only">
        {said}
      </p>
      <div>
        <Button
          icon={<Plus aria-hidden="true" />}
          onClick={add}
          disabledReason={turns.length >= limits.conversationTurns ? t("most") : undefined}
        >
          {t("add")}
        </Button>
      </div>
    </fieldset>
  );
}

type TurnItemProps = ConversationFieldsProps & {
  turn: Turn;
  at: number;
  count: number;
  onChange: (turn: Turn) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
};

function TurnItem({ turn, at, count, onChange, onMove, onRemove, ...props }: TurnItemProps) {
  const t = useTranslations("conversation");
  const nameOf = useFieldName();
  const name = turnFields(fieldsOfTurns([...Array.from({ length: at }, () => turn), turn]))[at] ?? "";
  const number = at + 1;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    onMove(event.key === "ArrowUp" ? at - 1 : at + 1);
  };
  return (
    <li className="flex flex-col gap-2 border-line border-s-2 ps-4">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          dense
          aria-label={t("speaker", { number })}
          value={turn.role}
          options={roles
            .filter((role) => role !== "system" || at === 0)
            .map((role) => ({ value: role, label: t(`role.${role}`) }))}
          onValueChange={(role) => onChange({ ...turn, role: role as Role })}
        />
        <span className="ms-auto flex gap-1">
          <TurnButton label={t("up", { number })} onClick={() => onMove(at - 1)} disabled={at === 0}>
            <ArrowUp aria-hidden="true" />
          </TurnButton>
          <TurnButton label={t("down", { number })} onClick={() => onMove(at + 1)} disabled={at === count - 1}>
            <ArrowDown aria-hidden="true" />
          </TurnButton>
          <TurnButton label={t("remove", { number })} onClick={onRemove} disabled={count <= 2}>
            <Trash2 aria-hidden="true" />
          </TurnButton>
        </span>
      </div>
      <Field
        label={nameOf(name)}
        hideLabel
        required
        error={props.errorOf(name)}
        aside={<CharCount text={turn.text} max={limits.contentFieldChars} />}
      >
        <Textarea
          ref={at === 0 ? props.firstRef : undefined}
          name={name}
          lang={props.lang}
          rows={2}
          readOnly={props.readOnly}
          value={turn.text}
          onChange={(event) => onChange({ ...turn, text: event.target.value })}
          onBlur={() => props.onBlur(name)}
          onKeyDown={onKeyDown}
          className="text-lg"
        />
      </Field>
    </li>
  );
}

type TurnButtonProps = { label: string; onClick: () => void; disabled: boolean; children: React.ReactNode };

function TurnButton({ label, onClick, disabled, children }: TurnButtonProps) {
  return (
    <Button variant="ghost" size="sm" aria-label={label} title={label} onClick={onClick} disabled={disabled}>
      {children}
    </Button>
  );
}
