"use client";

import { Download } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { Container } from "#components/ui/container";
import { DateTime } from "#components/ui/relative-time";
import { splitViewFile } from "#lib/domain/log";
import { sizeOfNote } from "#lib/domain/log-watch";
import { acceptAlarm, parseMemory } from "./log-look";

/** The log contradicts what this browser saw: said on every page, with both checkpoints to save, until the person decides. */
export function SplitAlarm({ text }: { text: string }) {
  const t = useTranslations("ledger.split");
  const format = useFormatter();
  const [isAsking, setIsAsking] = useState(false);
  const memory = parseMemory(text);
  const alarm = memory?.alarm;
  if (!alarm) return null;
  const [old, now] = [memory, alarm].map(({ note, vkeys }) => format.number(sizeOfNote(note, vkeys) ?? 0));
  const [oldName, nowName] = [memory.note, alarm.note].map((note) => note.split("\n", 1)[0] ?? "");
  const file = splitViewFile({
    log: window.location.origin,
    at: alarm.at,
    by: "a browser",
    old: memory.note,
    now: alarm.note,
  });
  return (
    <Container className="py-4">
      <Alert tone="danger" live title={t(`${alarm.reason}.title`)}>
        <p>
          {t.rich(`${alarm.reason}.text`, {
            old: () => <b>{old}</b>,
            now: () => <b>{now}</b>,
            oldName: () => <code className="break-all">{oldName}</code>,
            nowName: () => <code className="break-all">{nowName}</code>,
          })}
        </p>
        <p className="mt-1 text-muted">{t.rich("noticed", { when: () => <DateTime at={alarm.at} /> })}</p>
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <a
            className="link inline-flex items-center gap-1.5 font-medium"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(file.text)}`}
            download={file.name}
          >
            <Download aria-hidden="true" className="size-4" />
            {t("save")}
          </a>
          <Button size="sm" onClick={() => setIsAsking(true)}>
            {t("accept")}
          </Button>
        </div>
      </Alert>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={t("ask")}
        description={t("askText")}
        action={t("accept")}
        onConfirm={() => {
          setIsAsking(false);
          void acceptAlarm();
        }}
        danger
      />
    </Container>
  );
}
