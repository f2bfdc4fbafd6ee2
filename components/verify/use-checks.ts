import { useEffect, useRef, useState } from "react";
import type { ReceiptTrust } from "#lib/ledger/receipt";
import { type CheckedFile, checkFile, type HeldFile } from "./check-file";

// Longer than this without a pause would be felt; drawing what is done so far takes its own time, so that is done less often.
const SLICE_MS = 40;
const SHOW_MS = 400;

type Checks = ReadonlyMap<string, CheckedFile>;
const NONE: Checks = new Map();

/** Checks each file once against what is trusted; again when that changes. Undefined trust checks nothing. */
export function useChecks(files: readonly HeldFile[], trust: ReceiptTrust | undefined) {
  const [checked, setChecked] = useState<Checks>(NONE);
  const done = useRef<{ trust: ReceiptTrust; results: Map<string, CheckedFile> }>(undefined);
  useEffect(() => {
    if (!trust) return setChecked(NONE);
    if (done.current?.trust !== trust) done.current = { trust, results: new Map() };
    const { results } = done.current;
    let isStopped = false;
    const work = async () => {
      let started = performance.now();
      let shown = started;
      for (const file of files) {
        if (isStopped) return;
        if (!results.has(file.id)) results.set(file.id, checkFile(file, trust));
        if (performance.now() - started < SLICE_MS) continue;
        if (performance.now() - shown > SHOW_MS) {
          setChecked(new Map(results));
          shown = performance.now();
        }
        await new Promise((resolve) => setTimeout(resolve));
        started = performance.now();
      }
      if (!isStopped) setChecked(new Map(results));
    };
    void work();
    return () => {
      isStopped = true;
    };
  }, [files, trust]);
  return { checked, isBusy: trust !== undefined && files.some(({ id }) => !checked.has(id)) };
}
