import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "@playwright/test";
import { canInstall, findOnPath, installPackages } from "./apt";

const DOWNLOAD_MS = 180_000;

/** Flags that keep a browser quiet on machines without a sandbox, a GPU or a way out. */
export const browserArgs = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of a Chromium: the one named, Playwright's, the system's, a downloaded or an installed one, in this order. */
export function findChromium(): string {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, and there is no such file. Correct it or remove it.`);
  }
  const found = findOwn() ?? findOnSystem() ?? download() ?? install();
  if (!found) {
    throw new Error(
      "No Chromium was found and none could be installed. Install one (apt-get install chromium) or name one (CHROMIUM_PATH).",
    );
  }
  installFonts();
  return found;
}

function findOwn(): string | undefined {
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}

function findOnSystem(): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const onPath = names.map(findOnPath).find(Boolean);
  return onPath ?? ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"].find((path) => existsSync(path));
}

function download(): string | undefined {
  const cli = join(dirname(createRequire(import.meta.url).resolve("@playwright/test/package.json")), "cli.js");
  try {
    execFileSync(process.execPath, [cli, "install", "chromium"], { stdio: "ignore", timeout: DOWNLOAD_MS });
  } catch {
    return undefined;
  }
  return findOwn();
}

function install(): string | undefined {
  return canInstall() && installPackages(["chromium"]) ? findOnSystem() : undefined;
}

/** Without a Chinese font, pages in Traditional Chinese show boxes; their layout is then not what people see. */
function installFonts(): void {
  if (!canInstall()) return;
  try {
    const list = execFileSync("fc-list", [":lang=zh-tw"], { encoding: "utf8" });
    if (list.trim() !== "") return;
  } catch {
    // no fontconfig: the package brings it
  }
  installPackages(["fonts-noto-cjk", "fontconfig"]);
}
