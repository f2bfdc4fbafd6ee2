import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { DateTime } from "#components/ui/relative-time";
import type { AnchorCheck, AnchorClaim } from "#lib/domain/anchor-check";
import { AnchorSteps } from "./anchor-steps";
import { Disclosure } from "./disclosure";
import { BLOCKED } from "./node-post";
import { whyKey } from "./why-key";

type AnchorPartProps = {
  claim: AnchorClaim;
  /** Undefined while no node was asked. */
  check: AnchorCheck | undefined;
  isAlone: boolean;
};

/** Where the receipt says that its checkpoint stands on a chain, and what the reader's node says of it. */
export function AnchorPart({ claim, check, isAlone }: AnchorPartProps) {
  const t = useTranslations("verify.anchor");
  return (
    <div className="flex flex-col gap-4">
      <Answer claim={claim} check={check} />
      {claim.anchor.isDevelopment && check?.state !== "holds" ? (
        <p className="text-sm text-warning-text">{t("development")}</p>
      ) : null}
      {check && check.steps.length > 0 ? (
        <Disclosure title={t("stepsTitle")} isOpenFirst={isAlone || check.state === "fails"}>
          <AnchorSteps check={check} claim={claim} className="mt-3" />
        </Disclosure>
      ) : null}
    </div>
  );
}

function Answer({ claim, check }: Pick<AnchorPartProps, "claim" | "check">) {
  const t = useTranslations("verify.anchor");
  const { chainId, block, isDevelopment } = claim.anchor;
  if (!check) return <Alert tone="neutral">{t("unasked", { chain: String(chainId), block })}</Alert>;
  if (check.state === "fails") {
    const isOther = check.failed.name === "contract";
    return (
      <Alert
        tone="danger"
        live
        title={isOther ? t("otherContractTitle") : t("failsTitle", { step: t(`step.${check.failed.name}`) })}
      >
        <p>{t(whyKey(check.failed), { size: claim.size })}</p>
        {isOther ? null : <p className="mt-1">{t("second")}</p>}
      </Alert>
    );
  }
  if (check.state === "unread") return <Unread claim={claim} unread={check.unread} />;
  const depth = check.steps.find((step) => step.name === "depth");
  const event = check.steps.find((step) => step.name === "event" && step.ok);
  const confirmations = depth?.name === "depth" ? depth.confirmations : 0;
  return (
    <Alert
      tone={isDevelopment ? "warning" : "success"}
      live
      title={t(isDevelopment ? "holdsDevTitle" : "holdsTitle", { chain: String(chainId) })}
    >
      {t.rich(isDevelopment ? "holdsDev" : "holds", {
        size: claim.size,
        block: event?.name === "event" && event.ok ? event.event.block : block,
        confirmations,
        when: () => <DateTime at={depth?.name === "depth" ? depth.at : new Date(0)} />,
      })}
    </Alert>
  );
}

function Unread({
  claim,
  unread,
}: {
  claim: AnchorClaim;
  unread: Extract<AnchorCheck, { state: "unread" }>["unread"];
}) {
  const t = useTranslations("verify.anchor");
  const { reason, detail } = unread;
  if (detail === BLOCKED) {
    return (
      <Alert
        tone="warning"
        live
        title={t("unreadTitle")}
        action={
          <Button size="sm" onClick={() => window.location.reload()}>
            {t("reload")}
          </Button>
        }
      >
        {t("blocked")}
      </Alert>
    );
  }
  const { chainId, block } = claim.anchor;
  return (
    <Alert tone="warning" live title={t("unreadTitle")}>
      <p>{t(`unread.${reason}`, { detail, chain: String(chainId), block })}</p>
    </Alert>
  );
}
