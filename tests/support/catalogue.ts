/** Checks on message catalogues; pure, so that a test can plant a fault and see it found. */
export type Catalogue = { [key: string]: string | Catalogue };

/** Every text by its dotted key. */
export function flattenCatalogue(catalogue: Catalogue, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue)) {
    if (typeof value === "string") flat.set(prefix + key, value);
    else for (const [inner, text] of flattenCatalogue(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

type Placeholders = { printed: Set<string>; chosenBy: Set<string> };

/** Arguments and tags of an ICU message: those that a reader sees, and those that only choose a form ("one", "other"). */
export function readPlaceholders(message: string): Placeholders {
  const found: Placeholders = { printed: new Set(), chosenBy: new Set() };
  for (const [, tag] of message.matchAll(/<([a-zA-Z]+)\s*\/?>/g)) found.printed.add(`<${tag}>`);
  collectArguments(message, undefined, found);
  return found;
}

/** Walks a message; `counted` is the argument that "#" stands for in it. */
function collectArguments(message: string, counted: string | undefined, found: Placeholders): void {
  if (counted !== undefined && message.replace(/\{[\s\S]*\}/, "").includes("#")) found.printed.add(counted);
  for (const inner of bracedParts(message)) {
    const [, name = "", branches] =
      /^\s*(\w+)\s*(?:,\s*(?:plural|selectordinal|select)\s*,([\s\S]*))?/.exec(inner) ?? [];
    if (branches === undefined) {
      found.printed.add(name);
      continue;
    }
    found.chosenBy.add(name);
    for (const branch of bracedParts(branches)) collectArguments(branch, name, found);
  }
}

/** What stands in the outermost pairs of braces. */
function bracedParts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "{") {
      if (depth === 0) start = at + 1;
      depth += 1;
    } else if (text[at] === "}") {
      depth -= 1;
      if (depth === 0) parts.push(text.slice(start, at));
    }
  }
  return parts;
}

/** What differs between two catalogues: keys of one only, and messages whose placeholders disagree. */
export function compareCatalogues(left: Catalogue, right: Catalogue): string[] {
  const a = flattenCatalogue(left);
  const b = flattenCatalogue(right);
  const faults = [
    ...[...a.keys()].filter((key) => !b.has(key)).map((key) => `only in the first: ${key}`),
    ...[...b.keys()].filter((key) => !a.has(key)).map((key) => `only in the second: ${key}`),
  ];
  for (const [key, text] of a) {
    const other = b.get(key);
    if (other === undefined) continue;
    // An argument that only chooses a form is left out: Chinese has no plural to choose.
    const [mine, theirs] = [text, other].map((message) => [...readPlaceholders(message).printed].sort().join(" "));
    if (mine !== theirs) faults.push(`placeholders of ${key}: "${mine}" and "${theirs}"`);
  }
  return faults;
}

/** Texts that match the pattern, but for the keys named. */
export function findTexts(catalogue: Catalogue, pattern: RegExp, except: readonly string[] = []): string[] {
  return [...flattenCatalogue(catalogue)]
    .filter(([key, text]) => !except.includes(key) && pattern.test(text))
    .map(([key, text]) => `${key}: ${text}`);
}
