import { readFileSync } from "node:fs";
import { traverseContractProcedures } from "@orpc/server";
import { describe, expect, it } from "vitest";
import { openApiText } from "#lib/api/openapi";
import { router } from "#lib/api/router";
import { allowedMethods } from "#lib/api/routes";

const procedures: { name: string; method: string; path: string; hasSummary: boolean; hasSchemas: boolean }[] = [];
traverseContractProcedures({ router, path: [] }, ({ contract, path }) => {
  const { route, inputSchema, outputSchema } = contract["~orpc"];
  procedures.push({
    name: path.join("."),
    method: route.method ?? "",
    path: route.path ?? "",
    hasSummary: Boolean(route.summary && route.tags?.length),
    hasSchemas: Boolean(inputSchema && outputSchema),
  });
});

describe("the description of REST", () => {
  it("that is checked in is what the router gives (mend: npm run assay -- openapi)", async () => {
    expect(readFileSync("openapi.json", "utf8") === (await openApiText())).toBe(true);
  });

  it("describes every procedure, with its refusals", async () => {
    const document = JSON.parse(await openApiText()) as {
      paths: Record<string, Record<string, { responses: object; summary?: string }>>;
    };
    for (const { method, path, name } of procedures) {
      const operation = document.paths[path.replace("{+", "{")]?.[method.toLowerCase()];
      expect(operation, name).toMatchObject({ responses: { default: expect.anything() }, summary: expect.any(String) });
    }
  });
});

it("describes the two addresses that stream, beside the router", async () => {
  const { paths } = JSON.parse(await openApiText());
  const upload = paths["/projects/{slug}/imports"].post;
  expect(upload.requestBody.content).toHaveProperty("application/octet-stream");
  expect(upload.responses["201"].content["application/json"].schema.required).toEqual(
    expect.arrayContaining(["id", "state", "rows", "unreadableRows"]),
  );
  const report = paths["/imports/{id}/report"].get;
  expect(report.responses["200"].content).toHaveProperty("text/csv");
  for (const operation of [upload, report]) expect(operation.responses).toHaveProperty("default");
});

it("describes uploads by tus, beside the router", async () => {
  const { paths } = JSON.parse(await openApiText());
  const operations = [paths["/tus"].post, ...["head", "patch", "delete"].map((method) => paths["/tus/{id}"][method])];
  for (const operation of operations) {
    const names = operation.parameters.map(({ name }: { name: string }) => name);
    expect(names).toContain("Tus-Resumable");
    expect(names).not.toContain("Idempotency-Key");
    expect(operation.responses).toHaveProperty("default");
  }
});

describe("each procedure", () => {
  it("has an address, a method, a summary, and schemas for input and output", () => {
    const lacking = procedures.filter(
      ({ method, path, hasSummary, hasSchemas }) => !method || !path.startsWith("/") || !hasSummary || !hasSchemas,
    );
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });

  it("has an address of its own", () => {
    const addresses = procedures.map(({ method, path }) => `${method} ${path.replace(/\{[^}]+\}/g, "{}")}`);
    expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([]);
  });

  it("is found by its address", () => {
    for (const { method, path, name } of procedures) {
      expect(allowedMethods(path.replace(/\{[^}]+\}/g, "x")), name).toContain(method);
    }
  });
});
