import { type AddressInfo, createServer, type Socket } from "node:net";

export type Mail = { to: string; text: string };
export type Mailbox = {
  /** What SMTP_URL is to be. */
  url: string;
  mails: Mail[];
  /** Every line as it came, for tests of the protocol itself. */
  lines: string[];
  close(): Promise<void>;
};

/** A mail server of this computer that keeps what it is given: as little of SMTP as a mail needs. */
export async function openMailbox(): Promise<Mailbox> {
  const mails: Mail[] = [];
  const lines: string[] = [];
  const server = createServer((socket) => receive(socket, lines, (mail) => mails.push(mail)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `smtp://127.0.0.1:${port}`, mails, lines, close };
}

function receive(socket: Socket, lines: string[], onMail: (mail: Mail) => void): void {
  let rest = "";
  let to = "";
  let data: string[] | undefined;
  const answer = (line: string) => {
    if (data) {
      if (line !== ".") return data.push(line);
      onMail({ to, text: textOf(data) });
      data = undefined;
    }
    if (line.startsWith("RCPT TO")) to = /<(.*)>/.exec(line)?.[1] ?? "";
    if (line === "DATA") data = [];
    socket.write(line === "DATA" ? "354 go on\r\n" : line === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
  };
  socket.on("error", () => {});
  socket.write("220 test\r\n");
  socket.on("data", (chunk) => {
    const parts = (rest + chunk.toString()).split("\r\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      lines.push(line);
      answer(line);
    }
  });
}

/** The text of a mail of one part, whatever way it was sent. */
function textOf(data: readonly string[]): string {
  const end = data.indexOf("");
  const head = data.slice(0, end).join("\n");
  const body = data.slice(end + 1).map((line) => line.replace(/^\.\./, "."));
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(body.join(""), "base64").toString();
  if (!/^content-transfer-encoding: quoted-printable/im.test(head)) return body.join("\n");
  const bytes = body
    .join("\n")
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
