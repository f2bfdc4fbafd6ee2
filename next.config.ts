import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const isDev = process.env.NODE_ENV === "development";
const root = import.meta.dirname;

// Pages whose address carries no locale yet. `path+` and the bare "/" need a rule each: an empty parameter would leave "/en/".
const BARE = "/:path((?!(?:_next|api|rpc|log|en|zh-TW)(?:/|$))[^.]+)";
// Addresses with a dot are tried as files first; what is left (a wrong address) gets the not-found page.
const DOTTED = "/:path((?!(?:_next|api|rpc|log|en|zh-TW)(?:/|$)).+)";

// What a person sees only when signed in leaves no copy on a shared computer.
const PERSONAL = "/:locale(en|zh-TW)?/:area(me|account|admin|review)/:rest*";

const cacheControl = (value: string) => [{ key: "Cache-Control", value }];
const cookie = (value: string) => ({ type: "cookie", key: "NEXT_LOCALE", value }) as const;
// "zh" named before any "en" in Accept-Language; ranges come in order of preference in every browser.
const prefersChinese = {
  type: "header",
  key: "accept-language",
  value: "(?:(?!\\b[eE][nN]\\b).)*\\b[zZ][hH]\\b.*",
} as const;

/** docs/decisions/0001-locale-routing.md: cookie, then Accept-Language, then English; the first match ends the matter. */
function localeRewrites(source: string, suffix: string) {
  return [
    { source, has: [cookie("zh-TW")], destination: `/zh-TW${suffix}` },
    { source, has: [cookie("en")], destination: `/en${suffix}` },
    { source, has: [prefersChinese], destination: `/zh-TW${suffix}` },
    { source, destination: `/en${suffix}` },
  ];
}

/**
 * docs/decisions/0002-csp.md: no nonce, because public pages are rendered ahead of the request. `reach`: where scripts may ask beyond our own
 * origin.
 */
function contentSecurityPolicy(reach = "") {
  const value = [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${isDev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    // A recording is heard before it is sent.
    "media-src 'self' blob:",
    `connect-src 'self'${reach}`,
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "object-src 'none'",
  ].join("; ");
  return { key: "Content-Security-Policy", value };
}

// The reader asks a chain's node of their own choice there, which may stand anywhere, on their own computer too.
const VERIFY = "/:locale(en|zh-TW)?/verify";

const securityHeaders = [
  contentSecurityPolicy(),
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value: "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(self), payment=(), usb=()",
  },
];

const config: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  // Types are checked by `npm test`, tests included; a start needs only the product.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  serverExternalPackages: [
    "@node-rs/argon2",
    "pg",
    "@electric-sql/pglite",
    "pino",
    "nodemailer",
    "viem",
    "prom-client",
  ],
  turbopack: { root },
  outputFileTracingRoot: root,
  // A prerendered page older than this is rendered anew before it is sent, so a quiet site is as fresh as a busy one.
  expireTime: 2,
  experimental: {
    // Pages live for a second: in memory, never written to disk.
    isrFlushToDisk: false,
    // The router's own copy of a public page; react-query refreshes what is live on it.
    staleTimes: { dynamic: 0, static: 30 },
    optimizePackageImports: ["radix-ui"],
  },
  async rewrites() {
    return {
      beforeFiles: [...localeRewrites("/", ""), ...localeRewrites(BARE, "/:path")],
      afterFiles: localeRewrites(DOTTED, "/:path"),
      fallback: [],
    };
  },
  async headers() {
    return [
      { source: "/:path*", headers: securityHeaders },
      // Files of people: whatever one is opened as, nothing in it acts. The last rule that matches sets a header.
      {
        source: "/rpc/media/:path*",
        headers: [{ key: "Content-Security-Policy", value: "sandbox; default-src 'none'" }],
      },
      { source: VERIFY, headers: [contentSecurityPolicy(" https: http:")] },
      // One bare address, two languages: no shared cache may keep it. (Next overwrites a Vary of ours.) /en and /zh-TW may be kept.
      { source: "/", headers: cacheControl("private, no-cache") },
      { source: BARE, headers: cacheControl("private, no-cache") },
      { source: PERSONAL, headers: cacheControl("private, no-store") },
    ];
  },
};

export default createNextIntlPlugin("./lib/i18n-request.ts")(config);
