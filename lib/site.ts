/** Address of this site as others reach it: NEXTAUTH_URL, which sign-in needs as well. Read when asked, never at build time. */
export function siteUrl(): URL {
  const configured = process.env.NEXTAUTH_URL;
  return new URL(configured && URL.canParse(configured) ? configured : "http://localhost:3000");
}
