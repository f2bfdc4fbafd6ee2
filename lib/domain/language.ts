import { z } from "zod";

/** Languages that a project may collect, as BCP 47 tags, with their own names. */
export const languages = {
  "zh-TW": "繁體中文",
  en: "English",
  "zh-CN": "简体中文",
  ja: "日本語",
  ko: "한국어",
  vi: "Tiếng Việt",
  id: "Bahasa Indonesia",
  th: "ไทย",
  nan: "臺語",
  hak: "客語",
  fr: "Français",
  de: "Deutsch",
  es: "Español",
} as const;

export type Language = keyof typeof languages;
export const languageTags = Object.keys(languages) as [Language, ...Language[]];
export const languageSchema = z.enum(languageTags, { error: "not_in_list" });
