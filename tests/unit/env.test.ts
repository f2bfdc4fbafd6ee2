import { expect, test } from "vitest";
import { readEnv } from "#lib/env";
import { refusalText } from "#lib/refusal";

function complaint(source: Record<string, string>): string {
  try {
    readEnv(source);
  } catch (error) {
    return refusalText(error) ?? "";
  }
  return "";
}

test("nothing set is a complete configuration", () => {
  expect(readEnv({})).toMatchObject({
    port: 3000,
    baseUrl: "http://localhost:3000",
    worker: true,
    demo: true,
    logLevel: "info",
  });
  expect(readEnv({ DATABASE_URL: "", PORT: " " })).toMatchObject({ databaseUrl: undefined, port: 3000 });
});

test("the public address wins over next-auth's and loses its last slash", () => {
  const urls = { ASSAY_URL: "https://assay.example.org/", NEXTAUTH_URL: "https://other.example.org" };
  expect(readEnv(urls).baseUrl).toBe("https://assay.example.org");
  expect(readEnv({ PORT: "8080" }).baseUrl).toBe("http://localhost:8080");
});

test("every bad variable is named at once, with its value and what to write", () => {
  const text = complaint({ PORT: "99999", WORKER: "no", LOG_LEVEL: "loud" });
  expect(text).toContain('PORT is "99999": write a number from 1 to 65535');
  expect(text).toContain('WORKER is "no": write on or off');
  expect(text).toContain('LOG_LEVEL is "loud": write one of fatal');
});

test("one thing signs anchors: a key, its file, or a signer with its address", () => {
  const signer = { CHAIN_SIGNER_URL: "http://127.0.0.1:9000", CHAIN_SIGNER_ADDRESS: `0x${"Ab".repeat(20)}` };
  expect(readEnv(signer).chainSigner).toEqual({ url: "http://127.0.0.1:9000", address: `0x${"ab".repeat(20)}` });
  expect(complaint({ ...signer, CHAIN_KEY: "0x1" })).toContain("CHAIN_KEY and CHAIN_SIGNER_URL are set");
  expect(complaint({ CHAIN_KEY: "0x1", CHAIN_KEY_FILE: "key" })).toContain("CHAIN_KEY and CHAIN_KEY_FILE are set");
  expect(complaint({ CHAIN_SIGNER_URL: "http://127.0.0.1:9000" })).toContain("CHAIN_SIGNER_ADDRESS is missing");
});

test("a model may be asked at the origins that the operator lists, and nowhere where nothing is listed", () => {
  expect(readEnv({}).modelEndpoints).toEqual([]);
  const MODEL_ENDPOINTS = "https://API.example.org:443/, http://127.0.0.1:11434\nhttps://api.example.org";
  expect(readEnv({ MODEL_ENDPOINTS }).modelEndpoints).toEqual(["https://api.example.org", "http://127.0.0.1:11434"]);
  for (const bad of ["https://api.example.org/v1", "https://key-4711@api.example.org", "ftp://x.org", "*"]) {
    expect(complaint({ MODEL_ENDPOINTS: `https://ok.example.org ${bad}` })).toContain("write origins such as");
    expect(complaint({ MODEL_ENDPOINTS: bad })).not.toContain("4711");
  }
});

test("a bad secret is named and never shown", () => {
  const text = complaint({
    DATABASE_URL: "mysql://root:hunter2@db/x",
    NEXTAUTH_SECRET: "hunter2",
    SMTP_URL: "hunter2",
  });
  expect(text).toContain("DATABASE_URL is a value that is not shown here: write an address such as postgres://");
  expect(text).toContain("NEXTAUTH_SECRET");
  expect(text).not.toContain("hunter2");
});

test("half of a pair is refused and the missing half named", () => {
  expect(complaint({ GITHUB_ID: "x" })).toContain("GITHUB_SECRET is missing");
  expect(complaint({ MAIL_FROM: "a@example.org" })).toContain("SMTP_URL is missing");
  expect(readEnv({ GOOGLE_ID: "a", GOOGLE_SECRET: "b" }).google).toEqual({ id: "a", secret: "b" });
});
