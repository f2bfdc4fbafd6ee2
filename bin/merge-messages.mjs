// Merges messages/<locale>/<namespace>.json into messages/<locale>.json, the files that the code imports.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const folder = path.join(import.meta.dirname, "../messages");
const han = "\\u3000-\\u303f\\u3400-\\u9fff\\uf900-\\ufaff\\uff01-\\uff60";
const full = (mark) => String.fromCharCode(mark.charCodeAt(0) + 0xfee0);

/** Chinese text takes full-width marks: a half-width one beside a Han character is a slip of the keyboard. */
function widenMarks(text) {
  return text
    .replace(new RegExp(`([${han}}])([,;:?!]) ?(?=[${han}{])|([${han}])([,;:?!])(?! *\\d)`, "g"), (_, a, m, b, n) =>
      a !== undefined ? a + full(m) : b + full(n),
    )
    .replace(new RegExp(`([,;:?!])(?=[${han}])`, "g"), full)
    .replace(
      new RegExp(`(?<=[${han}}])\\(([^()]*)\\)|\\(([^()]*[${han}][^()]*)\\)`, "g"),
      (_, a, b) => `\uff08${a ?? b}\uff09`,
    );
}

/** Applies `change` to each text; a key with dots ("project.opened") becomes nested, as next-intl wants it. */
function mapText(value, change) {
  if (typeof value === "string") return change(value);
  const result = {};
  for (const [key, inner] of Object.entries(value)) {
    const parts = key.split(".");
    const last = parts.pop();
    let at = result;
    for (const part of parts) at = at[part] ??= {};
    at[last] = mapText(inner, change);
  }
  return result;
}

for (const locale of ["en", "zh-TW"]) {
  const source = path.join(folder, locale);
  if (!existsSync(source)) continue;
  const merged = {};
  for (const name of readdirSync(source).sort()) {
    if (!name.endsWith(".json")) continue;
    const messages = JSON.parse(readFileSync(path.join(source, name), "utf8"));
    merged[name.slice(0, -5)] = mapText(messages, locale === "en" ? (text) => text : widenMarks);
  }
  const target = path.join(folder, `${locale}.json`);
  const text = `${JSON.stringify(merged, null, 2)}\n`;
  if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);
}
