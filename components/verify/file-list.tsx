import { useTranslations } from "next-intl";
import { type ReactNode, useMemo, useState } from "react";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Progress } from "#components/ui/progress";
import type { Policy } from "#lib/ledger/tlog-policy";
import type { CheckedFile, HeldFile } from "./check-file";
import { ClaimCard } from "./claim-card";
import { FileCard } from "./file-card";
import { findConflict } from "./find-conflict";
import { NodeForm } from "./node-form";
import { claimKey, type Node } from "./use-node";

type FileListProps = {
  files: readonly HeldFile[];
  checked: ReadonlyMap<string, CheckedFile>;
  isBusy: boolean;
  /** False while no key is given: then nothing can be said. */
  hasTrust: boolean;
  /** Keys of this site: what they signed can be opened here. */
  ownVkeys: readonly string[] | undefined;
  policy: Policy | undefined;
  node: Node;
  action: ReactNode;
};

const SHOWN = 25;
const order = { unsound: 0, unreadable: 1, sound: 2 } as const;

/** What came of each file, the bad ones first. */
export function FileList({ files, checked, isBusy, hasTrust, ownVkeys, policy, node, action }: FileListProps) {
  const t = useTranslations("verify");
  const [shown, setShown] = useState(SHOWN);
  // Of many files, the cards come when all are checked: until then their order would jump.
  const isWaiting = isBusy && files.length > SHOWN;
  const conflict = useMemo(() => (isWaiting ? undefined : findConflict(files, checked)), [files, checked, isWaiting]);
  const sorted = useMemo(() => (isWaiting ? [] : sortByVerdict(files, checked)), [files, checked, isWaiting]);
  const claims = useMemo(() => sorted.flatMap(({ found }) => found.claim ?? []), [sorted]);
  return (
    <section aria-labelledby="results" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="results" className="text-lg">
          {t("results")}
        </h2>
        {action}
      </div>
      {hasTrust ? null : (
        <Alert tone="warning" live>
          {t("needsKey")}
        </Alert>
      )}
      {isBusy && files.length > 1 ? <Progress label={t("checking")} value={checked.size} max={files.length} /> : null}
      <Summary files={files} checked={checked} isBusy={isBusy} />
      {conflict ? (
        <Alert tone="danger" live title={t("conflict.title")}>
          {t("conflict.text", conflict)}
        </Alert>
      ) : null}
      {claims.length > 0 ? <NodeForm node={node} claims={claims} /> : null}
      <ul className="flex flex-col gap-4">
        {sorted.slice(0, shown).map(({ file, found }) => (
          <li key={file.id}>
            {found.balance ? (
              <ClaimCard
                file={file}
                checked={found}
                balance={found.balance}
                isAlone={files.length === 1}
                hasPolicy={policy !== undefined}
                anchorCheck={found.claim && node.answers.get(claimKey(found.claim))}
              />
            ) : (
              <FileCard
                file={file}
                checked={found}
                isAlone={files.length === 1}
                ownVkeys={ownVkeys}
                policy={policy}
                anchorCheck={found.claim && node.answers.get(claimKey(found.claim))}
              />
            )}
          </li>
        ))}
      </ul>
      {sorted.length > shown ? (
        <Button className="self-center" onClick={() => setShown(shown + SHOWN * 4)}>
          {t("more", { count: sorted.length - shown })}
        </Button>
      ) : null}
    </section>
  );
}

/** One sentence for all files, announced when it changes; empty until they are checked. */
function Summary({ files, checked, isBusy }: Pick<FileListProps, "files" | "checked" | "isBusy">) {
  const t = useTranslations("verify");
  const found = files.flatMap(({ id }) => checked.get(id) ?? []);
  const count = (verdict: CheckedFile["verdict"]) => found.filter((one) => one.verdict === verdict).length;
  const [sound, unsound, unreadable] = [count("sound"), count("unsound"), count("unreadable")];
  const ms = Math.max(0, ...found.map((one) => one.ms));
  const isDone = !isBusy && found.length > 0;
  return (
    <p role="status" className="text-muted">
      {isDone ? `${t("summary", { count: found.length, sound, unsound, unreadable })} ${t("slowest", { ms })}` : ""}
    </p>
  );
}

function sortByVerdict(files: readonly HeldFile[], checked: ReadonlyMap<string, CheckedFile>) {
  return files
    .flatMap((file) => {
      const found = checked.get(file.id);
      return found ? [{ file, found }] : [];
    })
    .sort((a, b) => order[a.found.verdict] - order[b.found.verdict]);
}
