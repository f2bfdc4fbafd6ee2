import { type BoardMetric, type BoardPeriod, boardPeriods, periodStart } from "./board";
import { type Replay, type Score, SITE, type Step } from "./replay-state";

/** Decided items from which on acceptance is shown; the generated column of db/schema/score.ts. */
const ACCEPTANCE_FROM = 10;

let lastDay: { day: string; windows: string[] } = { day: "", windows: [] };

/** "period|first day" of the four windows that an instant falls in. */
function windowsAt(at: string): string[] {
  const day = at.slice(0, 10);
  if (lastDay.day !== day) {
    const date = new Date(at);
    lastDay = { day, windows: boardPeriods.map((period) => windowKey(period, periodStart(period, date))) };
  }
  return lastDay.windows;
}

export function windowKey(period: BoardPeriod, start: string): string {
  return `${period}|${start}`;
}

/** Adds to a person's scores as lib/services/score-add.ts does: four windows, for the site and for the project. */
export function addScore(step: Step, person: number, project: number, delta: Partial<Score>): void {
  const { boards } = step.replay;
  for (const window of windowsAt(step.body.at)) {
    let board = boards.get(window);
    if (!board) {
      board = new Map();
      boards.set(window, board);
      dropOld(step.replay, window);
    }
    for (const scope of [SITE, project]) {
      let people = board.get(scope);
      if (!people) {
        people = new Map();
        board.set(scope, people);
      }
      let score = people.get(person);
      if (!score) {
        score = { points: 0, accepted: 0, decided: 0, reviews: 0 };
        people.set(person, score);
      }
      score.points += delta.points ?? 0;
      score.accepted += delta.accepted ?? 0;
      score.decided += delta.decided ?? 0;
      score.reviews += delta.reviews ?? 0;
      step.onScore?.(window, scope, person, score);
    }
  }
}

// Boards show the present window; the one before is kept for the moment of change, older ones would only fill the memory.
function dropOld(replay: Replay, window: string): void {
  const [period] = window.split("|");
  const same = [...replay.boards.keys()].filter((key) => key.startsWith(`${period}|`)).sort();
  for (const key of same.slice(0, -2)) replay.boards.delete(key);
}

/** Accepted of decided in basis points, rounded down; null below ten decided. */
export function acceptanceOf({ accepted, decided }: Score): number | null {
  return decided >= ACCEPTANCE_FROM ? Math.floor((accepted * 10_000) / decided) : null;
}

/** What a board is sorted by. */
export function metricOf(score: Score, metric: BoardMetric): number {
  return metric === "acceptance" ? (acceptanceOf(score) ?? 0) : score[metric];
}
