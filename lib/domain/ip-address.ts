import type { Span } from "./phone-number";

const V4 = /(?<![\d.A-Za-z])\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d|[A-Za-z])/g;
const V6 = /(?<![\w:.])(?=[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:]{3,39}(?![\w:])/g;
// Four numbers with dots are also how versions are written.
const VERSION = /(?:版本?|版次|韌體|ver(?:sion)?\.?|build|release|firmware|\bv)[ :：]*$/i;
const BEFORE_CHARS = 12;

/**
 * IP addresses in a folded text (RFC 791 and RFC 4291), but for those that name no machine of anybody's: unset, loopback, broadcast.
 * Output: places in the folded text. Linear.
 */
export function findIpAddresses(text: string): Span[] {
  const found: Span[] = [];
  for (const { index, 0: match } of text.matchAll(V4)) {
    const isNobody = /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$)/.test(match);
    const isVersion = VERSION.test(text.slice(Math.max(0, index - BEFORE_CHARS), index));
    if (!isNobody && !isVersion && match.split(".").every((part) => Number(part) < 256)) {
      found.push({ start: index, end: index + match.length });
    }
  }
  for (const { index, 0: match } of text.matchAll(V6)) {
    if (isV6(match)) found.push({ start: index, end: index + match.length });
  }
  return found;
}

/** Eight groups, or fewer with one "::"; a digit among them tells it from a name in a program (Face::Add). */
function isV6(address: string): boolean {
  if (!/\d/.test(address) || /^::1?$/.test(address)) return false;
  const halves = address.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (groups.some((group) => !/^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length >= 2 && groups.length < 8 : groups.length === 8;
}
