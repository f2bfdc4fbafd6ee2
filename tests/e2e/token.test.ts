import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { aSentence, makeProject } from "./support/project";
import { test } from "./support/test";

test.describe("token", () => {
  test("a token is shown once, acts through REST within its scopes, and stops working when it is ended", async ({
    t,
    newcomer,
    demo,
    request,
  }) => {
    const person = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const page = await person.open("/account/tokens");

    await page.getByRole("button", { name: t("account.tokens.new") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(t("account.tokens.name"), { exact: true }).fill("harbour script");
    await dialog.getByRole("checkbox", { name: t("account.tokens.scope.contribute") }).check();
    await dialog.getByRole("button", { name: t("account.tokens.create") }).click();
    await expect(dialog.getByText(t("account.tokens.secretText"))).toBeVisible();
    const secret = (await dialog.locator("code").innerText()).trim();
    expect(secret.length).toBeGreaterThan(30);
    await dialog.getByRole("button", { name: t("account.tokens.copied") }).click();
    await page.reload();
    const row = page.getByRole("row", { name: /harbour script/ });
    await expect(row).toBeVisible();
    expect(await page.content()).not.toContain(secret);

    const rest = { headers: { authorization: `Bearer ${secret}` } };
    const project = await (await request.get(`/api/v1/projects/${slug}`, rest)).json();
    const id = randomUUID();
    const sent = await request.post(`/api/v1/projects/${slug}/contributions`, {
      ...rest,
      data: {
        ...{ id, language: "en", content: { text: aSentence() }, consentHash: project.consentHash },
        declaration: { licence: project.licence, source: "own", wordingHash: project.declarationHash },
      },
    });
    expect(sent.status()).toBe(201);
    const mine = await (await request.get("/api/v1/me/contributions", rest)).json();
    expect(mine.items.map((one: { id: string }) => one.id)).toEqual([id]);
    const beyond = await request.post("/api/v1/projects", { ...rest, data: {} });
    expect([beyond.status(), (await beyond.json()).error.reason]).not.toContain(201);
    const secrets = await request.get("/api/v1/tokens", rest);
    expect((await secrets.json()).error.reason).toBe("auth.scope_missing");

    await row.getByRole("button", { name: t("account.tokens.revokeNamed", { name: "harbour script" }) }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("account.tokens.revoke"), exact: true })
      .click();
    // Behind an open question no row can be found: only when it has closed is the row really gone.
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(row).toBeHidden();
    const late = await request.get("/api/v1/me/contributions", rest);
    expect([late.status(), (await late.json()).error.reason]).toEqual([401, "auth.token_invalid"]);
  });
});
