import type { MetadataRoute } from "next";
import { env } from "#lib/env";

// The address of the site is known when it runs, not when it is built.
export const dynamic = "force-dynamic";

export default function robots(): MetadataRoute.Robots {
  return {
    rules: {
      userAgent: "*",
      allow: "/",
      disallow: ["/api/", "/rpc/", "/me", "/admin", "/account", "/sign-in", "/review"],
    },
    sitemap: new URL("/sitemap.xml", env().baseUrl).href,
  };
}
