"use client";

import { useEffect, useState } from "react";

const DELAY_MS = 250;

/** The value once it rested for a moment: one question to the server per word, not per letter. */
export function useDelayed<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), DELAY_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
