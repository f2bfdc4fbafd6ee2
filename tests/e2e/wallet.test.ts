import { expect, type Page } from "@playwright/test";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { isAlive } from "./support/people";
import { test } from "./support/test";

const ICON =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><rect width='8' height='8'/></svg>";

/** A wallet in the browser that announces itself by EIP-6963, signs with a real key, and can be told to refuse. */
async function installWallet(page: Page) {
  const account = privateKeyToAccount(generatePrivateKey());
  const wallet = { account, refuses: false };
  await page.exposeFunction("signInTest", async (hex: string) => {
    if (wallet.refuses) return null;
    return account.signMessage({ message: { raw: hex as `0x${string}` } });
  });
  await page.addInitScript(
    ({ address, icon }) => {
      const provider = {
        async request({ method, params }: { method: string; params: string[] }) {
          if (method === "eth_requestAccounts") return [address];
          if (method === "eth_chainId") return "0xa";
          const sign = (window as unknown as { signInTest(hex: string): Promise<string | null> }).signInTest;
          const signature = method === "personal_sign" ? await sign(params[0] ?? "") : null;
          if (signature === null) throw Object.assign(new Error("User rejected the request."), { code: 4001 });
          return signature;
        },
      };
      const info = {
        uuid: "0f3a9a2e-1111-4222-8333-944455556666",
        name: "Harbour Wallet",
        icon,
        rdns: "example.harbour",
      };
      const announce = () =>
        window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info, provider } }));
      window.addEventListener("eip6963:requestProvider", announce);
      announce();
    },
    { address: account.address, icon: ICON },
  );
  return wallet;
}

test.describe("wallet", () => {
  test("a wallet of the browser is linked by its signature after a refusal, and unlinked again", async ({
    t,
    newcomer,
  }) => {
    const person = await newcomer();
    const page = await person.open("/account");
    const wallet = await installWallet(page);
    await page.goto("/account/security");
    await isAlive(page, t, person.handle);
    await expect(page.getByText(t("account.wallets.emptyTitle"))).toBeVisible();
    await page.getByRole("button", { name: t("account.wallets.link"), exact: true }).click();
    const dialog = page.getByRole("dialog");
    const harbour = dialog.getByRole("button", { name: "Harbour Wallet" });
    await expect(harbour.locator("img")).toHaveJSProperty("naturalWidth", 8);
    wallet.refuses = true;
    await harbour.click();
    await expect(dialog.getByText(t("account.wallets.fault.refused"))).toBeVisible();
    wallet.refuses = false;
    await harbour.click();
    await expect(page.getByText(t("account.wallets.linked")).first()).toBeVisible();
    await expect(dialog).toBeHidden();
    const { address } = wallet.account;
    await expect(page.locator("code", { hasText: address })).toBeVisible();
    expect(await person.api.wallet.list({})).toMatchObject([{ address }]);

    await page.getByRole("button", { name: t("account.wallets.unlink"), exact: true }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("account.wallets.unlink"), exact: true })
      .click();
    await expect(page.getByText(t("account.wallets.emptyTitle"))).toBeVisible();
    expect(await person.api.wallet.list({})).toEqual([]);
  });

  test("a wallet elsewhere is linked by hand: what is wrong is said beside its field", async ({ t, newcomer }) => {
    const person = await newcomer();
    const page = await person.open("/account/security");
    await page.getByRole("button", { name: t("account.wallets.link"), exact: true }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText(t("account.wallets.noneFound"))).toBeVisible();
    await dialog.getByText(t("account.wallets.byHand")).click();
    const account = privateKeyToAccount(generatePrivateKey());
    const address = dialog.getByLabel(t("account.wallets.address"), { exact: true });
    const make = dialog.getByRole("button", { name: t("account.wallets.makeMessage"), exact: true });
    await address.fill("0x12");
    await make.click();
    await expect(dialog.getByText(t("error.field.address"))).toBeVisible();
    await address.fill(account.address);
    await make.click();
    const message = await dialog.locator("pre").innerText();
    expect(message).toContain(account.address);
    const signature = dialog.getByLabel(t("account.wallets.signature"), { exact: true });
    const link = dialog.getByRole("button", { name: t("account.wallets.linkThis"), exact: true });
    await signature.fill(await account.signMessage({ message: `${message}!` }));
    await link.click();
    await expect(dialog.getByText(t("error.wallet.signature_wrong"))).toBeVisible();
    await signature.fill(await account.signMessage({ message }));
    await link.click();
    await expect(page.locator("code", { hasText: account.address })).toBeVisible();
  });
});
