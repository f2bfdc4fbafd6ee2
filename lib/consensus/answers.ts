/** Answers to single-class questions as they came: row r says that worker[r] gave item[r] the label label[r]; all are indexes from 0. */
export type AnswerRows = {
  items: number;
  workers: number;
  /** Labels that may be given, two or more. */
  classes: number;
  item: ArrayLike<number>;
  worker: ArrayLike<number>;
  label: ArrayLike<number>;
};

/** One answer per item and worker, in one order whatever order they came in: by item, then by worker. */
export type Answers = {
  items: number;
  workers: number;
  classes: number;
  /** The answers of item i are those from start[i] to below start[i + 1]. */
  start: Int32Array;
  worker: Int32Array;
  label: Int32Array;
  /** The row that each answer came from. */
  row: Int32Array;
  /** Rows left out because their worker had answered the item before, ascending; they are reported, never counted nor paid. */
  repeats: Int32Array;
};

/**
 * Puts answers in order; of several by one worker to one item the first row is kept. Linear in rows + items + workers.
 * Throws a RangeError that names the row when an index is no whole number in range.
 */
export function arrangeAnswers({ items, workers, classes, item, worker, label }: AnswerRows): Answers {
  if (item.length !== worker.length || item.length !== label.length)
    throw new RangeError(
      `columns differ in length: ${item.length} items, ${worker.length} workers, ${label.length} labels`,
    );
  if (!(Number.isSafeInteger(classes) && classes >= 2))
    throw new RangeError(`classes must be 2 or more, not ${classes}`);
  checkIndexes("item", item, items);
  checkIndexes("worker", worker, workers);
  checkIndexes("label", label, classes);
  const all = Int32Array.from({ length: item.length }, (_, row) => row);
  const order = sortBy(sortBy(all, worker, workers), item, items);
  const isRepeat = (at: number) => {
    const [row, before] = [order[at] as number, order[at - 1] as number];
    return at > 0 && item[row] === item[before] && worker[row] === worker[before];
  };
  const row = order.filter((_, at) => !isRepeat(at));
  const start = new Int32Array(items + 1);
  for (const each of row) start[(item[each] as number) + 1] = (start[(item[each] as number) + 1] as number) + 1;
  for (let at = 0; at < items; at += 1) start[at + 1] = (start[at + 1] as number) + (start[at] as number);
  return {
    items,
    workers,
    classes,
    start,
    worker: row.map((each) => worker[each] as number),
    label: row.map((each) => label[each] as number),
    row,
    repeats: order.filter((_, at) => isRepeat(at)).sort(),
  };
}

function checkIndexes(column: string, values: ArrayLike<number>, below: number): void {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    if (!(Number.isInteger(value) && value >= 0 && value < below))
      throw new RangeError(`row ${row}: ${column} ${value} is not a whole number from 0 to below ${below}`);
  }
}

/** Counting sort; rows of one key keep their order, so that the first answer stays first. */
function sortBy(rows: Int32Array, key: ArrayLike<number>, keys: number): Int32Array {
  const next = new Int32Array(keys + 1);
  for (const row of rows) next[(key[row] as number) + 1] = (next[(key[row] as number) + 1] as number) + 1;
  for (let at = 0; at < keys; at += 1) next[at + 1] = (next[at + 1] as number) + (next[at] as number);
  const sorted = new Int32Array(rows.length);
  for (const row of rows) {
    const at = next[key[row] as number] as number;
    sorted[at] = row;
    next[key[row] as number] = at + 1;
  }
  return sorted;
}
