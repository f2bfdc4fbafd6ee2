"use client";

import { useLocale } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { modalities } from "#lib/domain/content";
import { doorPolicies } from "#lib/domain/door";
import { rejectReasons } from "#lib/domain/review";
import { emptyForm, type ProjectForm } from "./form-state";

export type WizardState = {
  /** Id of the project to come: whatever is sent twice makes it once. */
  id: string;
  step: number;
  /** The last step that was reached: only those before it count as done. */
  furthest: number;
  /** The address was written by hand, so it no longer follows the name. */
  slugIsOwn: boolean;
  budget: string;
  form: ProjectForm;
};

const KEY = "assay.new-project/1";
const SAVE_EVERY_MS = 1_000;
const text = z.string().max(100_000);

// What stands in the browser may be old or tampered with: anything odd starts over.
const storedSchema: z.ZodType<WizardState> = z.object({
  id: z.uuid(),
  step: z.int().min(0).max(6),
  furthest: z.int().min(0).max(6),
  slugIsOwn: z.boolean(),
  budget: text,
  form: z.object({
    ...{ name: text, slug: text, summary: text, languages: z.array(text).max(50), modality: z.enum(modalities) },
    ...{ labelKind: z.enum(["none", "single_class"]), question: text, classes: text, guidelines: text, licence: text },
    ...{ reviewsWanted: z.int(), rejectReasons: z.array(z.enum(rejectReasons)), acceptPrice: text, reviewPrice: text },
    // Not in what earlier versions stored.
    otherLicences: z.array(text).max(50).default([]),
    personalData: z.enum(doorPolicies).default("warn"),
    nearDuplicates: z.enum(doorPolicies).default("warn"),
    nearThreshold: z.int().default(60),
    languageCheck: z.enum(doorPolicies).default("warn"),
    uniqueAcrossProjects: z.boolean().default(false),
    personRoomMb: text.default(""),
    projectRoomMb: text.default(""),
  }),
});

function read(): WizardState | undefined {
  try {
    return storedSchema.safeParse(JSON.parse(localStorage.getItem(KEY) ?? "null")).data;
  } catch {
    return undefined;
  }
}

function write(state: WizardState | undefined): boolean {
  try {
    if (state) localStorage.setItem(KEY, JSON.stringify(state));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

/** The wizard's state, kept in this browser from one visit to the next. `state` is undefined until the browser was asked. */
export function useStoredWizard() {
  const locale = useLocale();
  const [state, setState] = useState<WizardState>();
  const [wasRestored, setRestored] = useState(false);
  const [savedAt, setSavedAt] = useState<Date | null>();
  const latest = useRef<WizardState>(undefined);
  const fresh = useCallback(
    () => ({ id: uuidv7(), step: 0, furthest: 0, slugIsOwn: false, budget: "1000", form: emptyForm(locale) }),
    [locale],
  );
  useEffect(() => {
    const stored = read();
    setRestored(stored !== undefined);
    setState(stored ?? fresh());
  }, [fresh]);
  useEffect(() => {
    // Once a second while something changed, and at once when the page goes away.
    const save = () => {
      if (latest.current) setSavedAt(write(latest.current) ? new Date() : null);
      latest.current = undefined;
    };
    const timer = setInterval(save, SAVE_EVERY_MS);
    window.addEventListener("pagehide", save);
    return () => {
      clearInterval(timer);
      window.removeEventListener("pagehide", save);
      save();
    };
  }, []);
  const change = useCallback((next: WizardState) => {
    latest.current = next;
    setState(next);
  }, []);
  const forget = useCallback(() => {
    latest.current = undefined;
    write(undefined);
  }, []);
  const startOver = useCallback(() => {
    forget();
    setRestored(false);
    setState(fresh());
  }, [forget, fresh]);
  return { state, change, forget, startOver, wasRestored, savedAt };
}
