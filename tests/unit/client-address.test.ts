import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, it } from "vitest";
import { clientAddress, forgetForwardedHeaders } from "#lib/client-address";

const from = (value: string) => clientAddress(new Headers({ "x-forwarded-for": value }));

it("believes no header before the start has made it trustworthy", () => {
  expect(from("1.2.3.4")).toBeNull();
});

it("removes what callers write into X-Forwarded-For, before the server's code reads it", async () => {
  forgetForwardedHeaders();
  const server = createServer((request, response) => {
    response.end(JSON.stringify(request.headers["x-forwarded-for"] ?? "nothing"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => server.close());
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}`, { headers: { "x-forwarded-for": "6.6.6.6" } });
  expect(await answer.json()).toBe("nothing");
});

it.each([
  ["1.2.3.4", "1.2.3.4"],
  ["6.6.6.6, 1.2.3.4", "1.2.3.4"],
  ["::ffff:1.2.3.4", "1.2.3.4"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0db8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("counts %s as %s", (header, address) => {
  expect(from(header)).toBe(address);
});

it("knows nobody without a header", () => {
  expect(clientAddress(new Headers())).toBeNull();
});
