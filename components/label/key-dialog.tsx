"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Dialog } from "#components/ui/dialog";
import { FieldError } from "#components/ui/field";
import { limits } from "#lib/domain/limits";
import { type Command, changeKey, type KeyAction, type KeyChanges, type KeyMap, optionActions } from "./key-map";

type KeyDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  map: KeyMap;
  changes: KeyChanges;
  onChanges: (changes: KeyChanges) => void;
  singleKeys: boolean;
  onSingleKeys: (isOn: boolean) => void;
};

/** Every key of the screen; each can be given another one. A key that something else has is refused. */
export function KeyDialog(props: KeyDialogProps) {
  const { open, onOpenChange, map, changes, onChanges, singleKeys, onSingleKeys } = props;
  const t = useTranslations("label.keys");
  const [asked, setAsked] = useState<KeyAction>();
  const [refused, setRefused] = useState<{ action: KeyAction; text: string }>();
  const nameOf = useActionName();
  const take = (action: KeyAction, event: KeyboardEvent) => {
    if (asked !== action || event.key === "Tab" || event.key === "Shift") return;
    event.preventDefault();
    event.stopPropagation();
    setAsked(undefined);
    setRefused(undefined);
    if (event.key === "Escape") return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const changed = changeKey(changes, action, key, map.active.includes("markIn"));
    if ("changes" in changed) return onChanges(changed.changes);
    const by = changed.refused === "taken" ? nameOf(changed.by) : "";
    setRefused({ action, text: t(changed.refused, { key: shown(key), by }) });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => {
        setAsked(undefined);
        setRefused(undefined);
        onOpenChange(isOpen);
      }}
      title={t("title")}
      description={t("text", { seconds: limits.undoMs / 1_000 })}
      size="lg"
      footer={
        <Button disabled={Object.keys(changes).length === 0} onClick={() => onChanges({})}>
          {t("reset")}
        </Button>
      }
    >
      <ul className="grid gap-x-8 gap-y-1.5 text-sm sm:grid-cols-2">
        {[...map.active, ...optionActions].map((action) => (
          <li key={action} className="flex flex-col">
            <div className="flex items-center gap-3">
              <span className="min-w-0 grow">{nameOf(action)}</span>
              <Button
                size="sm"
                className="min-w-20"
                aria-label={t("change", { name: nameOf(action), key: shown(keyOf(map, action)) })}
                onClick={() => setAsked(action)}
                onBlur={() => setAsked((old) => (old === action ? undefined : old))}
                onKeyDown={(event) => take(action, event)}
              >
                {asked === action ? t("press") : <kbd>{shown(keyOf(map, action))}</kbd>}
              </Button>
            </div>
            <FieldError>{refused?.action === action ? refused.text : null}</FieldError>
          </li>
        ))}
      </ul>
      <div className="mt-5 border-line border-t pt-4">
        <Checkbox
          label={t("single")}
          hint={t("singleHint")}
          checked={singleKeys}
          onChange={(event) => onSingleKeys(event.target.checked)}
        />
      </div>
    </Dialog>
  );
}

const shown = (key: string) => (key.length === 1 ? key.toUpperCase() : key);

function keyOf(map: KeyMap, action: KeyAction): string {
  return map.commands[action as Command] ?? map.options[optionActions.indexOf(action)] ?? "";
}

function useActionName(): (action: KeyAction) => string {
  const t = useTranslations("label.keys");
  return (action) => {
    const at = optionActions.indexOf(action);
    return at < 0 ? t(`command.${action as Command}`) : t("option", { number: at + 1 });
  };
}
