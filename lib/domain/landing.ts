/** What the front page asks, for the browser and for the server's prefetch alike. */
export const landingInputs = {
  counts: {},
  projects: { state: "open", limit: 6 },
  head: {},
  board: { period: "week", metric: "points", limit: 5 },
} as const;
