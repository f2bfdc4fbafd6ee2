import type { Removal } from "./erasure";

/** Where a feed stands, without a slash at its end, and the entry before which its next part ends. */
export type FeedPlace = { site: string; nextBefore: number | null };

const TITLE = "Assay: withdrawn and erased contributions";
const HINT =
  "Leave these out of every copy. Programs that keep up poll /api/v1/removals?after=<cursor>, which misses nothing.";

function textOf({ contribution, project, kind, cause }: Removal): string {
  const why = cause && cause !== "author" ? `, for ${cause}` : "";
  return `${contribution} of ${project.slug}: ${kind}${why}`;
}

/** JSON Feed 1.1 (jsonfeed.org): newest first; `_assay` holds what a program needs. */
export function jsonFeed(items: readonly Removal[], { site, nextBefore }: FeedPlace): string {
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title: TITLE,
    description: HINT,
    home_page_url: `${site}/removed`,
    feed_url: `${site}/api/removed.json`,
    ...(nextBefore === null ? {} : { next_url: `${site}/api/removed.json?before=${nextBefore}` }),
    items: items.map((item) => ({
      id: `${site}/ledger/${item.index}`,
      url: `${site}/ledger/${item.index}`,
      title: textOf(item),
      content_text: textOf(item),
      date_published: item.at.toISOString(),
      tags: [item.kind],
      _assay: { ...item, at: item.at.toISOString() },
    })),
  };
  return `${JSON.stringify(feed)}\n`;
}

/** Atom (RFC 4287), its parts linked as RFC 5005 has it. */
export function atomFeed(items: readonly Removal[], { site, nextBefore }: FeedPlace): string {
  const next =
    nextBefore === null ? "" : `<link rel="next" href="${xml(`${site}/api/removed.atom?before=${nextBefore}`)}"/>`;
  const entries = items.map((item) => {
    const url = xml(`${site}/ledger/${item.index}`);
    const at = item.at.toISOString();
    return `<entry><id>${url}</id><title>${xml(textOf(item))}</title><updated>${at}</updated><link href="${url}"/><category term="${item.kind}"/><summary>${xml(textOf(item))}</summary></entry>`;
  });
  const head = [
    `<id>${xml(`${site}/api/removed.atom`)}</id>`,
    `<title>${xml(TITLE)}</title>`,
    `<subtitle>${xml(HINT)}</subtitle>`,
    `<updated>${items[0]?.at.toISOString() ?? "1970-01-01T00:00:00.000Z"}</updated>`,
    `<link rel="self" href="${xml(`${site}/api/removed.atom`)}"/>`,
    `<link href="${xml(`${site}/removed`)}"/>`,
    "<author><name>Assay</name></author>",
    next,
  ];
  return `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">${head.join("")}${entries.join("")}</feed>\n`;
}

function xml(text: string): string {
  return text.replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
