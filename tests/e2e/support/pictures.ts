import { join } from "node:path";
import type { Page } from "@playwright/test";

/** For whoever wants to look: both widths, light and dark. */
export async function takePictures(page: Page, folder: string, name: string): Promise<void> {
  for (const [width, scheme] of [
    [1280, "light"],
    [390, "light"],
    [390, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    const lang = await page.locator("html").getAttribute("lang");
    await page.screenshot({ path: join(folder, `${name}-${lang}-${width}-${scheme}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 720 });
}
