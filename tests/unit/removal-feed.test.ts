import { expect, test } from "vitest";
import type { Removal } from "#lib/domain/erasure";
import { atomFeed, jsonFeed } from "#lib/domain/removal-feed";

const items: Removal[] = [
  {
    index: 41,
    contribution: "0198c0de-0000-7000-8000-0000000000a3",
    project: { id: "0198c0de-0000-7000-8000-0000000000a0", slug: "letters" },
    kind: "erased",
    cause: "privacy",
    at: new Date("2026-01-31T23:59:59.999Z"),
  },
];
const place = { site: "https://assay.example.org/a&b", nextBefore: 41 };

test("the JSON feed says in `_assay` what a program needs, and where its older part is", () => {
  const feed = JSON.parse(jsonFeed(items, place));
  expect(feed.version).toBe("https://jsonfeed.org/version/1.1");
  expect(feed.next_url).toBe("https://assay.example.org/a&b/api/removed.json?before=41");
  expect(feed.items[0]).toMatchObject({
    id: "https://assay.example.org/a&b/ledger/41",
    date_published: "2026-01-31T23:59:59.999Z",
    _assay: { index: 41, contribution: items[0]?.contribution, kind: "erased", cause: "privacy" },
  });
  expect(JSON.parse(jsonFeed([], { ...place, nextBefore: null }))).not.toHaveProperty("next_url");
});

test("the Atom feed is well-formed whatever the site's address holds, and never empty of a time", () => {
  const text = atomFeed(items, place);
  expect(text).toContain("<updated>2026-01-31T23:59:59.999Z</updated>");
  expect(text).not.toMatch(/&(?!#\d+;)/);
  expect(text.match(/<entry>/g)).toHaveLength(1);
  expect(atomFeed([], place)).toContain("<updated>1970-01-01T00:00:00.000Z</updated>");
});
