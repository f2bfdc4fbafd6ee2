"use client";

import { useEffect, useState } from "react";
import { ActiveClock } from "./active-clock";

/** Measures how long this person is at the item before them, while the page is seen and something happens in it. */
export function useActiveClock(slotId: string | undefined): ActiveClock {
  const [clock] = useState(() => new ActiveClock());
  useEffect(() => clock.look(slotId, Date.now()), [clock, slotId]);
  useEffect(() => {
    const act = () => clock.act(Date.now());
    const show = () => clock.show(!document.hidden, Date.now());
    const kinds = ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"];
    for (const kind of kinds) window.addEventListener(kind, act, { passive: true });
    document.addEventListener("visibilitychange", show);
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, act);
      document.removeEventListener("visibilitychange", show);
    };
  }, [clock]);
  return clock;
}
