"use client";

import { useEffect, useRef } from "react";
import { isComposing, isTypingPlace, letterOf } from "#components/desk/keys";
import { useSingleKeys } from "#components/desk/use-desk-keys";

type PlayerActs = Record<"toggle" | "back" | "forward" | "slower" | "faster", () => void>;

// None of them means anything on the review desk (components/desk/keys) or, unless somebody wants it so, on the desk of labels.
const acts: Record<string, keyof PlayerActs> = {
  k: "toggle",
  j: "back",
  l: "forward",
  ",": "slower",
  "，": "slower",
  ".": "faster",
  "。": "faster",
};

// Of several players on a page the keys mean the one that was used last, at first the first.
const players: HTMLElement[] = [];

/** K plays and pauses, J and L go back and on, comma and full stop slow down and speed up: anywhere on the page but in text. */
export function usePlayerKeys(wanted: PlayerActs) {
  const figure = useRef<HTMLElement>(null);
  const [isOn] = useSingleKeys();
  const latest = useRef(wanted);
  useEffect(() => {
    latest.current = wanted;
  });
  useEffect(() => {
    const own = figure.current;
    if (!own) return;
    players.push(own);
    const choose = () => {
      players.splice(players.indexOf(own), 1);
      players.unshift(own);
    };
    own.addEventListener("focusin", choose);
    own.addEventListener("pointerdown", choose);
    return () => {
      players.splice(players.indexOf(own), 1);
      own.removeEventListener("focusin", choose);
      own.removeEventListener("pointerdown", choose);
    };
  }, []);
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent) => {
      const act = acts[letterOf(event) ?? event.key];
      if (!act || players[0] !== figure.current || event.defaultPrevented || isComposing(event)) return;
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isElsewhere(event.target)) return;
      if (event.repeat && act === "toggle") return;
      event.preventDefault();
      latest.current[act]();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [isOn]);
  return { figure, isOn };
}

/** In text, or behind a dialog. The player's own list of speeds is no text. */
function isElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector("[role='dialog'], [role='menu']")) return true;
  return isTypingPlace(target);
}
