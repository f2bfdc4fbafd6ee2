import Link from "next/link";
import { useTranslations } from "next-intl";
import { DefinitionList } from "#components/ui/definition-list";
import { Hash } from "#components/ui/hash";
import { DateTime } from "#components/ui/relative-time";
import type { ApiOutputs } from "#lib/client";
import { LanguageNames } from "./language-names";

export type ProjectView = ApiOutputs["project"]["get"];

const nearKeys = { allow: "nearAllow", warn: "nearWarn", refuse: "nearRefuse" } as const;
const lookKeys = { allow: "lookAllow", warn: "lookWarn", refuse: "lookRefuse" } as const;

/** Kind, languages, licence, owner, what is checked at the door (which an owner may still change), and the fingerprint of the rules. */
export function ProjectFacts({ project, isFixedOnly = false }: { project: ProjectView; isFixedOnly?: boolean }) {
  const t = useTranslations("project.view");
  const modality = useTranslations("project.modality");
  const door = useTranslations("door.fact");
  const hint = useTranslations("project.modalityHint");
  return (
    <DefinitionList
      // In a narrow column: name above value.
      className="sm:[&>div]:block"
      items={[
        {
          term: t("kind"),
          detail: <Noted note={hint(project.modality)}>{modality(project.modality)}</Noted>,
        },
        { term: t("languages"), detail: <LanguageNames tags={project.languages} /> },
        {
          term: t("licence"),
          detail: (
            <Noted note={t("licenceNote")}>
              <a href={project.licenceUrl} className="link" rel="license noopener noreferrer" target="_blank">
                {project.licenceName}
              </a>
              {project.otherLicences.length > 0 ? (
                <span className="block">{t("otherLicences", { names: project.otherLicences.join(", ") })}</span>
              ) : null}
            </Noted>
          ),
        },
        {
          term: t("owner"),
          detail: project.ownerHandle ? (
            <Link href={`/u/${project.ownerHandle}`} className="link">
              {project.ownerHandle}
            </Link>
          ) : (
            t("ownerHidden")
          ),
        },
        {
          term: t("opened"),
          detail: project.openedAt ? <DateTime at={project.openedAt} timeless /> : t("notOpened"),
        },
        ...(isFixedOnly
          ? []
          : [
              { term: door("term"), detail: door(project.personalData) },
              {
                term: door("nearTerm"),
                detail: door(nearKeys[project.nearDuplicates], { percent: project.nearThreshold }),
              },
              { term: door("lookTerm"), detail: door(lookKeys[project.languageCheck]) },
              ...(project.modelsAsked.length > 0
                ? [{ term: t("models"), detail: <ModelsAsked models={project.modelsAsked} /> }]
                : []),
              ...(project.uniqueAcrossProjects ? [{ term: door("acrossTerm"), detail: door("acrossRefuse") }] : []),
            ]),
        { term: t("policy", { version: project.policyVersion }), detail: <PolicyHash project={project} /> },
      ]}
    />
  );
}

function PolicyHash({ project }: { project: ProjectView }) {
  const t = useTranslations("project.view");
  return (
    <Noted note={t("policyNote")}>
      <Hash value={project.policyHash} what={t("policyHash")} />
      {project.openedAt ? (
        <Link href={`/ledger?subject=${project.id}`} className="link ms-2 whitespace-nowrap">
          {t("policyCheck")}
        </Link>
      ) : null}
    </Noted>
  );
}

/** Where contributors' items go beside this site. */
function ModelsAsked({ models }: { models: ProjectView["modelsAsked"] }) {
  const t = useTranslations("project.view");
  return (
    <Noted note={t("modelsNote")}>
      {models.map((asked) => (
        <span key={`${asked.origin} ${asked.model} ${asked.version}`} className="wrap-anywhere block">
          {t("modelAsked", asked)}
        </span>
      ))}
    </Noted>
  );
}

function Noted({ note, children }: { note: string; children: React.ReactNode }) {
  return (
    <>
      {children}
      <span className="mt-0.5 block text-muted">{note}</span>
    </>
  );
}
