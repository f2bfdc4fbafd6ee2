"use client";

import { useEffect, useState } from "react";
import "./globals.css";

type Texts = { title: string; text: string; retry: string };

/** Stands in for the whole document when the layout itself fails, so it counts on nothing but the catalogue's script. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  const [texts, setTexts] = useState<Texts>();
  const [lang, setLang] = useState("en");
  useEffect(() => {
    const chinese = document.cookie.includes("NEXT_LOCALE=zh-TW") || navigator.language.startsWith("zh");
    setLang(chinese ? "zh-TW" : "en");
    loadTexts(chinese).then(setTexts, () => setTexts(undefined));
  }, []);
  return (
    <html lang={lang}>
      <body className="grid min-h-dvh place-items-center p-6">
        <main role="alert" className="max-w-read">
          <title>500 · Assay</title>
          <p className="tabular font-medium text-faint text-sm">500</p>
          <h1 className="mt-1 text-3xl">{texts?.title ?? "Assay"}</h1>
          <p className="mt-3 text-lg text-muted">{texts?.text}</p>
          {texts ? (
            <button
              type="button"
              onClick={() => retry()}
              className="mt-8 rounded-md bg-accent px-4 py-2 font-medium text-on-accent text-sm"
            >
              {texts.retry}
            </button>
          ) : null}
        </main>
      </body>
    </html>
  );
}

async function loadTexts(chinese: boolean): Promise<Texts> {
  const { default: messages } = await (chinese ? import("../messages/zh-TW.json") : import("../messages/en.json"));
  return { title: messages.shell.failure.title, text: messages.shell.failure.text, retry: messages.common.retry };
}
