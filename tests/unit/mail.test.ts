import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { smtpMailer } from "#lib/adapters/mail";

const lines: string[] = [];
let server: Server;
beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

/** As little of SMTP as a mail needs. */
function answer(socket: Socket): void {
  let inData = false;
  socket.write("220 test\r\n");
  socket.on("data", (chunk) => {
    for (const line of chunk.toString().split("\r\n").filter(Boolean)) {
      lines.push(line);
      if (inData && line === ".") inData = false;
      if (inData) continue;
      if (line === "DATA") inData = true;
      socket.write(line === "DATA" ? "354 go on\r\n" : line === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
    }
  });
}

it("sends one mail to one mailbox, whatever stands in address and subject", async () => {
  const { port } = server.address() as AddressInfo;
  const mailer = smtpMailer(`smtp://127.0.0.1:${port}`, "Assay <assay@example.org>");
  expect(mailer.available).toBe(true);
  await mailer.send({
    to: "mei@example.org",
    subject: "Hi\r\nBcc: spy@example.org",
    text: "https://example.org/x?a=1",
  });
  expect(lines.filter((line) => line.startsWith("RCPT TO"))).toEqual(["RCPT TO:<mei@example.org>"]);
  expect(lines.some((line) => /^bcc:/i.test(line))).toBe(false);
  expect(lines).toContain("https://example.org/x?a=1");
});

it("says that no mail can be sent when no server is configured", async () => {
  const mailer = smtpMailer(undefined, undefined);
  expect(mailer.available).toBe(false);
  await expect(mailer.send({ to: "a@example.org", subject: "s", text: "t" })).rejects.toMatchObject({
    reason: "auth.mail_unavailable",
  });
});
