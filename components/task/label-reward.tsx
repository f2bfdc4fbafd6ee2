"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Points } from "#components/ui/points";
import { Table, Td, Th, Tr } from "#components/ui/table";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { reserveForAnswers, type TaskInput } from "#lib/domain/task";

type Terms = { answerPrice: number; answersWanted: number; answersMost: number; rewardRule: TaskInput["rewardRule"] };

const ITEMS = 100;
/** Items of the example on which people differ at first. */
const SPLIT = 20;

/** What answers are worth, in plain words, with a worked example. */
export function LabelReward({ terms }: { terms: Terms }) {
  const t = useTranslations("task.reward");
  const format = useFormatter();
  const { answerPrice, answersWanted, answersMost } = terms;
  const rows = [
    { key: "agreed", items: ITEMS - SPLIT, answers: answersWanted },
    { key: "split", items: SPLIT, answers: answersMost },
  ] as const;
  const sumOf = ({ items, answers }: { items: number; answers: number }) => items * reserveForAnswers(terms, answers);
  return (
    <div className="flex flex-col gap-5">
      <ul className="flex max-w-prose list-disc flex-col gap-1.5 ps-5 text-base marker:text-faint">
        <li>
          {answerPrice > 0
            ? t.rich(terms.rewardRule === SPOT_CHECK_RULE ? "spot" : "flat", {
                points: () => <Points milli={answerPrice} className="font-semibold" />,
              })
            : t("none")}
        </li>
        <li>{t("closes", { wanted: answersWanted, most: answersMost })}</li>
        {answerPrice > 0 ? (
          <li>
            {t.rich("reserved", {
              points: () => <Points milli={reserveForAnswers(terms, answersWanted)} className="font-semibold" />,
            })}
          </li>
        ) : null}
      </ul>
      {answerPrice > 0 ? (
        <div className="max-w-xl">
          <h3 className="mb-1 text-sm">{t("example")}</h3>
          <div className="overflow-x-auto rounded-md border border-line">
            <Table caption={t("exampleCaption")}>
              <thead>
                <tr>
                  <Th>{t("items")}</Th>
                  <Th numeric>{t("count")}</Th>
                  <Th numeric>{t("answers")}</Th>
                  <Th numeric>{t("points")}</Th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <Tr key={row.key}>
                    <Td>{t(row.key)}</Td>
                    <Td numeric>{format.number(row.items)}</Td>
                    <Td numeric>{format.number(row.items * row.answers)}</Td>
                    <Td numeric>
                      <Points milli={sumOf(row)} bare />
                    </Td>
                  </Tr>
                ))}
                <Tr>
                  <th scope="row" colSpan={3} className="px-3 py-2 ps-5 text-start font-semibold">
                    {t("together")}
                  </th>
                  <Td numeric className="font-semibold">
                    <Points milli={rows.reduce((sum, row) => sum + sumOf(row), 0)} bare />
                  </Td>
                </Tr>
              </tbody>
            </Table>
          </div>
        </div>
      ) : null}
    </div>
  );
}
