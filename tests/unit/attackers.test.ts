import { describe, expect, it } from "vitest";
import { answerHonestly, makeAttackCrowd } from "#tests/bench/attack-crowd";
import { settleCrowd } from "#tests/bench/attack-pay";

const skewed = { shares: [0.88, 0.12], mostTogether: 2 };

describe("a crowd settled by spot checks", () => {
  it("pays honest people by how right they are", () => {
    const { ratio, accuracy, correlation } = settleCrowd(makeAttackCrowd({ ...skewed, attacker: answerHonestly }, 1));
    expect(ratio).toBeGreaterThan(0.8);
    expect(accuracy).toBeGreaterThan(0.97);
    expect(correlation).toBeGreaterThan(0.9);
  });

  it("pays next to nothing for one label always, however common it is", () => {
    const { ratio, accuracy } = settleCrowd(makeAttackCrowd({ ...skewed, attacker: () => 0 }, 1));
    expect(ratio).toBeLessThan(0.1);
    expect(accuracy).toBeGreaterThan(0.94);
  });

  it("pays a clique little that answers alike, and does not believe it, even where nobody guards the seats", () => {
    const plan = { ...skewed, mostTogether: 5, attacker: ({ shared }: { shared: number }) => (shared < 0.5 ? 0 : 1) };
    const { ratio, accuracy } = settleCrowd(makeAttackCrowd(plan, 1));
    expect(ratio).toBeLessThan(0.4);
    expect(accuracy).toBeGreaterThan(0.93);
  });
});
