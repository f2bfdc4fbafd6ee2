import { describe, expect, it } from "vitest";
import { actionOf, changeKey, commands, type KeyChanges, makeKeyMap } from "../../components/label/key-map";

const press = (changes: KeyChanges, key: string) => actionOf(makeKeyMap(changes), key);

describe("keys of the label desk", () => {
  it("give the first nine options the digits, later ones letters that no command has, and each key one meaning", () => {
    const map = makeKeyMap({});
    expect(map.options.slice(0, 9)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    for (const each of [map, makeKeyMap({}, true)]) {
      const all = [...each.active.map((command) => each.commands[command]), ...each.options];
      expect(new Set(all).size).toBe(all.length);
    }
    expect(new Set(commands.map((command) => map.commands[command])).size).toBe(commands.length);
    expect(press({}, "q")).toEqual({ option: 9 });
    expect(press({}, "Enter")).toEqual({ command: "send" });
    expect(press({}, "Tab")).toBeUndefined();
  });

  it("can be changed; a letter given to a command is no option's any more, and the old key is free", () => {
    const changed = changeKey({}, "skip", "q");
    expect(changed).toEqual({ changes: { skip: "q" } });
    const changes = "changes" in changed ? changed.changes : {};
    expect(press(changes, "q")).toEqual({ command: "skip" });
    expect(press(changes, "s")).toBeUndefined();
    expect(makeKeyMap(changes).options).not.toContain("q");
  });

  it("refuse a key that something else has, naming what, and keys that move focus or leave a field", () => {
    expect(changeKey({}, "skip", "u")).toEqual({ refused: "taken", by: "undo" });
    expect(changeKey({}, "undo", "3")).toEqual({ refused: "taken", by: "option 3" });
    expect(changeKey({ skip: "q" }, "option 1", "q")).toEqual({ refused: "taken", by: "skip" });
    for (const key of ["Tab", "Escape", "ArrowLeft", " ", "é"])
      expect(changeKey({}, "skip", key)).toEqual({ refused: "reserved" });
  });

  it("forget a change that leads back to what was there from the beginning", () => {
    expect(changeKey({ skip: "q" }, "skip", "s")).toEqual({ changes: {} });
    expect(changeKey({ "option 1": "j" }, "option 1", "1")).toEqual({ changes: {} });
  });

  it("belong to segments only where these are marked", () => {
    expect(actionOf(makeKeyMap({}, true), "i")).toEqual({ command: "markIn" });
    expect(press({}, "i")).toEqual({ option: makeKeyMap({}).options.indexOf("i") });
    expect(changeKey({}, "skip", "i", true)).toEqual({ refused: "taken", by: "markIn" });
    expect(changeKey({}, "skip", "i")).toEqual({ changes: { skip: "i" } });
  });
});
