/** People of the demo data; their password is public, so they may only exist in a local embedded database. */
export const DEMO_EMAIL_END = "@demo.assay.invalid";
export const DEMO_PASSWORD = "assay-demo-only";

/** True for an address of the demo data; no mail can reach one (".invalid", RFC 2606). */
export function isDemoEmail(email: string): boolean {
  return email.toLowerCase().endsWith(DEMO_EMAIL_END);
}
