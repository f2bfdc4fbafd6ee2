import { describe, expect, it } from "vitest";
import { type PressedKey, readDeskKey } from "../../components/desk/keys";

const press = (key: string, code: string, more: Partial<PressedKey> = {}) => readDeskKey({ key, code, ...more });

describe("keys of the review screen", () => {
  it.each([
    ["a", "KeyA", "accept"],
    ["r", "KeyR", "reject"],
    ["c", "KeyC", "request_changes"],
    ["s", "KeyS", "skip"],
    ["u", "KeyU", "undo"],
    ["g", "KeyG", "guidelines"],
    ["Escape", "Escape", "back"],
  ])("%s means something", (key, code, kind) => {
    expect(press(key, code)).toEqual({ kind });
  });

  it("reads capitals of Caps Lock, the question mark with Shift, digits of both blocks", () => {
    expect(press("A", "KeyA")).toEqual({ kind: "accept" });
    expect(press("?", "Slash", { shiftKey: true })).toEqual({ kind: "help" });
    expect(press("？", "Slash", { shiftKey: true })).toEqual({ kind: "help" });
    expect(press("3", "Digit3")).toEqual({ kind: "digit", digit: 3 });
    expect(press("3", "Numpad3")).toEqual({ kind: "digit", digit: 3 });
    expect(press("&", "Digit1")).toEqual({ kind: "digit", digit: 1 });
  });

  it("never fires with a modifier, a held key, or one that something else has handled", () => {
    for (const modifier of ["altKey", "ctrlKey", "metaKey", "shiftKey"] as const)
      expect(press("a", "KeyA", { [modifier]: true })).toBeNull();
    expect(press("a", "KeyA", { repeat: true })).toBeNull();
    expect(press("a", "KeyA", { defaultPrevented: true })).toBeNull();
  });

  it("never fires while an input method composes", () => {
    expect(press("Process", "KeyA", { isComposing: true })).toBeNull();
    expect(press("a", "KeyA", { keyCode: 229 })).toBeNull();
    expect(press("Escape", "Escape", { isComposing: true })).toBeNull();
  });

  it("goes by the key's place where the layout gives no Latin letter, and by its letter where it does", () => {
    expect(press("ㄇ", "KeyA")).toEqual({ kind: "accept" });
    expect(press("ф", "KeyA")).toEqual({ kind: "accept" });
    expect(press("q", "KeyA")).toBeNull();
    expect(press("a", "KeyQ")).toEqual({ kind: "accept" });
  });

  it("leaves all other keys to the page", () => {
    for (const [key, code] of [
      ["Enter", "Enter"],
      [" ", "Space"],
      ["Tab", "Tab"],
      ["x", "KeyX"],
      ["0", "Digit0"],
      ["ArrowDown", "ArrowDown"],
    ])
      expect(press(key ?? "", code ?? "")).toBeNull();
  });
});
