import { afterAll, beforeAll, expect, it } from "vitest";
import { smtpMailer } from "#lib/adapters/mail";
import { type Mailbox, openMailbox } from "#tests/support/mailbox";

let box: Mailbox;
beforeAll(async () => {
  box = await openMailbox();
});
afterAll(() => box.close());

it("sends one mail to one mailbox, whatever stands in address and subject", async () => {
  const mailer = smtpMailer(box.url, "Assay <assay@example.org>");
  expect(mailer.available).toBe(true);
  await mailer.send({
    to: "mei@example.org",
    subject: "Hi\r\nBcc: spy@example.org",
    text: "https://example.org/x?a=1",
  });
  expect(box.lines.filter((line) => line.startsWith("RCPT TO"))).toEqual(["RCPT TO:<mei@example.org>"]);
  expect(box.lines.some((line) => /^bcc:/i.test(line))).toBe(false);
  expect(box.lines).toContain("https://example.org/x?a=1");
});

it("says that no mail can be sent when no server is configured", async () => {
  const mailer = smtpMailer(undefined, undefined);
  expect(mailer.available).toBe(false);
  await expect(mailer.send({ to: "a@example.org", subject: "s", text: "t" })).rejects.toMatchObject({
    reason: "auth.mail_unavailable",
  });
});
