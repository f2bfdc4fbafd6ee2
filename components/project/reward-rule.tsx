import { useFormatter, useTranslations } from "next-intl";
import { Points } from "#components/ui/points";
import { Table, Td, Th, Tr } from "#components/ui/table";
import { earningsExample } from "#lib/domain/project-view";
import { type FlatPolicy, reserveForSubmission } from "#lib/domain/reward";

/** The reward policy in plain words, with a worked example. */
export function RewardRule({ policy }: { policy: FlatPolicy }) {
  const t = useTranslations("project.reward");
  const points = (milli: number) => () => <Points milli={milli} className="font-semibold" />;
  const { acceptPrice, reviewPrice } = policy;
  const reserved = reserveForSubmission(policy);
  return (
    <div className="flex flex-col gap-5">
      <ul className="flex max-w-prose list-disc flex-col gap-1.5 ps-5 text-base marker:text-faint">
        <li>{acceptPrice > 0 ? t.rich("accepted", { points: points(acceptPrice) }) : t("acceptedNone")}</li>
        <li>{reviewPrice > 0 ? t.rich("review", { points: points(reviewPrice) }) : t("reviewNone")}</li>
        {reserved > 0 ? <li>{t.rich("reserved", { points: points(reserved) })}</li> : null}
        {acceptPrice > 0 ? <li>{t("rejected")}</li> : null}
      </ul>
      {reserved > 0 ? <WorkedExample policy={policy} /> : null}
    </div>
  );
}

function WorkedExample({ policy }: { policy: FlatPolicy }) {
  const t = useTranslations("project.reward");
  const format = useFormatter();
  const example = earningsExample(policy);
  const rows = [
    { key: "exampleAccepted", count: example.accepted, each: policy.acceptPrice, sum: example.awards },
    { key: "exampleReviews", count: example.reviews, each: policy.reviewPrice, sum: example.fees },
  ] as const;
  return (
    <div className="max-w-xl">
      <h3 className="mb-1 text-sm">{t("example")}</h3>
      <div className="overflow-hidden rounded-md border border-line">
        <Table caption={t("exampleCaption")}>
          <thead>
            <tr>
              <Th>{t("work")}</Th>
              <Th numeric>{t("count")}</Th>
              <Th numeric>{t("each")}</Th>
              <Th numeric>{t("points")}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Tr key={row.key}>
                <Td>{t(row.key)}</Td>
                <Td numeric>{format.number(row.count)}</Td>
                <Td numeric>
                  <Points milli={row.each} bare />
                </Td>
                <Td numeric>
                  <Points milli={row.sum} bare />
                </Td>
              </Tr>
            ))}
            <Tr>
              <th scope="row" colSpan={3} className="px-3 py-2 ps-5 text-start font-semibold">
                {t("together")}
              </th>
              <Td numeric className="font-semibold">
                <Points milli={example.total} bare />
              </Td>
            </Tr>
          </tbody>
        </Table>
      </div>
    </div>
  );
}
