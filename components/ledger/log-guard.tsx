"use client";

import dynamic from "next/dynamic";
import { useEffect, useSyncExternalStore } from "react";
import { readMemoryText, watchMemory } from "./log-memory";

const SplitAlarm = dynamic(() => import("./split-alarm").then((module) => module.SplitAlarm));

const FIRST_MS = 4_000;
const EVERY_MS = 10 * 60 * 1_000;

/**
 * On every page, once it is at rest: this browser compares the log with what it saw last. So whoever uses the site every day watches it,
 * and a server that shows people different histories is found out by the first who meets both.
 */
export function LogGuard() {
  const text = useSyncExternalStore(watchMemory, readMemoryText, () => null);
  useEffect(() => {
    // Loaded late, so that no page waits for the cryptography.
    const look = () => void import("./log-look").then(({ lookAtLog }) => lookAtLog()).catch(() => {});
    const first = setTimeout(look, FIRST_MS);
    const again = setInterval(look, EVERY_MS);
    return () => {
      clearTimeout(first);
      clearInterval(again);
    };
  }, []);
  return text?.includes('"alarm"') ? <SplitAlarm text={text} /> : null;
}
