"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox";
import { Dialog } from "#components/ui/dialog";
import { limits } from "#lib/domain/limits";

type HelpDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  singleKeys: boolean;
  onSingleKeys: (isOn: boolean) => void;
};

/** Every key of the screen, and the switch that turns single keys off. */
export function HelpDialog({ open, onOpenChange, singleKeys, onSingleKeys }: HelpDialogProps) {
  const t = useTranslations("review");
  const seconds = limits.undoMs / 1_000;
  const rows: [string[], string][] = [
    [["A"], t("act.accept")],
    [["R", "1–6"], `${t("act.reject")}, ${t("help.thenReason")}`],
    [["C", "1–6"], `${t("act.request_changes")}, ${t("help.thenReason")}`],
    [["Tab"], t("help.write")],
    [["Enter"], t("help.send")],
    [["Esc"], t("help.back")],
    [["S"], t("act.skip")],
    [["U"], t("help.undoText", { seconds })],
    [["K"], t("help.play")],
    [["J", "L"], t("help.seek")],
    [[",", "."], t("help.speed")],
    [["G"], t("act.guidelines")],
    [["?"], t("help.helpText")],
  ];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("help.title")} description={t("help.text")}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2 text-sm">
        {rows.map(([keys, text]) => (
          <div key={text} className="col-span-2 grid grid-cols-subgrid">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <kbd key={key} className="min-w-[1.9em] rounded-sm border border-line bg-sunken px-1.5 text-center">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd className="text-muted">{text}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-5 border-line border-t pt-4">
        <Checkbox
          label={t("help.single")}
          hint={t("help.singleHint")}
          checked={singleKeys}
          onChange={(event) => onSingleKeys(event.target.checked)}
        />
      </div>
    </Dialog>
  );
}
