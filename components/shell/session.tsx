"use client";

import { SessionMenu } from "./session-menu";

/** The signed-in corner of the header. */
export function Session() {
  return <SessionMenu me={null} />;
}
