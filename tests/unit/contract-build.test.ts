import { expect, it } from "vitest";
import { anchorAbi } from "#lib/adapters/chain-contract";
import { buildArtefact } from "../../contracts/build";
import artefact from "../../contracts/LogAnchor.json";

it("solc makes the checked-in artefact from the source, byte for byte", () => {
  expect(buildArtefact()).toEqual(artefact);
});

it("the interface that the code uses is the contract's", () => {
  const sorted = (abi: readonly unknown[]) => abi.map((one) => JSON.stringify(bare(one))).sort();
  expect(sorted(anchorAbi)).toEqual(sorted(artefact.abi));
});

it("takes no value, has no way to be called by accident, and hands no power to anybody", () => {
  const parts = artefact.abi as readonly Part[];
  expect(parts.filter(({ type }) => type === "fallback" || type === "receive")).toEqual([]);
  expect(parts.filter(({ stateMutability }) => stateMutability === "payable")).toEqual([]);
  const changing = parts.filter(({ type, stateMutability }) => type === "function" && stateMutability === "nonpayable");
  expect(changing.map(({ name }) => name)).toEqual(["submit"]);
  // No way to run foreign code or to be destroyed: delegatecall, callcode, create, create2, selfdestruct.
  expect(opcodesOf(artefact.deployedBytecode).filter((code) => [0xf4, 0xf2, 0xf0, 0xf5, 0xff].includes(code))).toEqual(
    [],
  );
});

it("what is stored fits two slots, so that a submit writes no third", () => {
  const { storage } = artefact.storageLayout;
  expect(storage.map(({ label, slot, offset }) => `${label} ${slot} ${offset}`)).toEqual([
    "headRoot 0 0",
    "headSize 1 0",
    "headTime 1 8",
  ]);
});

type Part = { type: string; name?: string; internalType?: string; [key: string]: unknown };

/** Without what only tools for people read: internal types, and the order of keys. */
function bare(one: unknown): unknown {
  if (Array.isArray(one)) return one.map(bare);
  if (typeof one !== "object" || one === null) return one;
  const kept = Object.entries(one as Part).filter(
    ([key, value]) => key !== "internalType" && value !== false && value !== "",
  );
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, bare(value)]));
}

/** Codes of the instructions, without the bytes that they push. */
function opcodesOf(bytecode: string): number[] {
  const bytes = Buffer.from(bytecode.slice(2), "hex");
  const codes: number[] = [];
  for (let place = 0; place < bytes.length; place += 1) {
    const code = bytes[place] ?? 0;
    codes.push(code);
    if (code >= 0x60 && code <= 0x7f) place += code - 0x5f;
  }
  return codes;
}
