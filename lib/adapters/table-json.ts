const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;
const OPEN = new Set([91, 123]);
const CLOSE = new Set([93, 125]);

/**
 * How many members the outermost object names, equal names counted each, and how deep the text nests. Input: text that JSON.parse
 * accepted. One pass without recursion, so depth cannot hurt it.
 */
export function countTopKeys(json: string): { keys: number; depth: number } {
  let keys = 0;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    // Outside strings, a colon at depth one follows exactly one key.
    else if (code === COLON && depth === 1) keys += 1;
    else if (OPEN.has(code)) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (CLOSE.has(code)) depth -= 1;
  }
  return { keys, depth: deepest };
}

/** Index of the quotation mark that closes the string opened at `start`. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return json.length;
}
