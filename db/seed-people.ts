/** The demo's people. Their addresses end in .invalid, which no mail ever reaches; they exist only in a local embedded database. */
export type DemoPerson = { key: string; name: string; role: "admin" | "owner" | "reviewer" | "contributor" };

export const demoPeople: readonly DemoPerson[] = [
  { key: "admin", name: "站務 Admin", role: "admin" },
  { key: "meiling", name: "陳美玲", role: "owner" },
  { key: "oliver", name: "Oliver Hart", role: "owner" },
  { key: "reviewer", name: "林宥廷", role: "reviewer" },
  { key: "sofia", name: "Sofia Marques", role: "reviewer" },
  { key: "chiahao", name: "黃家豪", role: "reviewer" },
  { key: "tomasz", name: "Tomasz Zieliński", role: "reviewer" },
  { key: "contributor", name: "王思涵", role: "contributor" },
  { key: "yating", name: "張雅婷", role: "contributor" },
  { key: "ben", name: "Ben Adeyemi", role: "contributor" },
  { key: "hsinyi", name: "吳欣怡", role: "contributor" },
  { key: "lucas", name: "Lucas Meyer", role: "contributor" },
  { key: "paiyi", name: "李白益", role: "contributor" },
  { key: "nora", name: "Nora Lindqvist", role: "contributor" },
];
