import type { MetadataRoute } from "next";
import { env } from "#lib/env";
import { alternatesFor, defaultLocale } from "#lib/i18n";

export const dynamic = "force-dynamic";

const paths = ["/", "/projects", "/leaderboard", "/ledger", "/removed"];

/** Public pages, each with its languages. */
export default function sitemap(): MetadataRoute.Sitemap {
  const absolute = (path: string) => new URL(path, env().baseUrl).href;
  return paths.map((path) => {
    const { languages } = alternatesFor(defaultLocale, path);
    return {
      url: absolute(path),
      alternates: { languages: { en: absolute(languages.en), "zh-TW": absolute(languages["zh-TW"]) } },
    };
  });
}
