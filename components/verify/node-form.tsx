import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import type { AnchorCheck, AnchorClaim } from "#lib/domain/anchor-check";
import { claimKey, type Node } from "./use-node";

const plain = {
  type: "text",
  spellCheck: false,
  autoCapitalize: "off",
  autoComplete: "off",
  className: "font-mono text-sm",
} as const;

/** Asks a node of the reader's choice about the anchors of all receipts in the list; stands there only when one has an anchor. */
export function NodeForm({ node, claims }: { node: Node; claims: readonly AnchorClaim[] }) {
  const t = useTranslations("verify.node");
  const chains = [...new Set(claims.map(({ anchor }) => anchor.chainId))].join(", ");
  return (
    <Card level={3} title={t("title")}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!node.isAsking) void node.ask(claims);
        }}
      >
        <p className="max-w-3xl text-muted text-sm">{t("lead", { count: claims.length, chains })}</p>
        <Field label={t("url")} hint={t("urlHint")} error={node.bad === "url" ? t("urlBad") : undefined}>
          <Input
            {...plain}
            inputMode="url"
            placeholder="https://"
            value={node.choice.url}
            onChange={(event) => node.setPart("url", event.target.value)}
          />
        </Field>
        <Field
          label={t("contract")}
          hint={t("contractHint")}
          error={node.bad === "contract" ? t("contractBad") : undefined}
        >
          <Input
            {...plain}
            placeholder="0x"
            value={node.choice.contract}
            onChange={(event) => node.setPart("contract", event.target.value)}
          />
        </Field>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" pending={node.isAsking}>
            {t("ask")}
          </Button>
          {node.isAsking ? (
            <Button variant="ghost" onClick={node.stop}>
              {t("stop")}
            </Button>
          ) : node.choice.url || node.choice.contract ? (
            <Button variant="ghost" onClick={node.forget}>
              {t("forget")}
            </Button>
          ) : null}
          <Outcome node={node} claims={claims} />
        </div>
      </form>
    </Card>
  );
}

/** What came of it for all receipts, in one sentence that is announced. */
function Outcome({ node: { answers, isAsking }, claims }: { node: Node; claims: readonly AnchorClaim[] }) {
  const t = useTranslations("verify.node");
  const count = (state: AnchorCheck["state"]) =>
    claims.filter((claim) => answers.get(claimKey(claim))?.state === state).length;
  const [holds, fails, unread] = [count("holds"), count("fails"), count("unread")];
  const isDone = !isAsking && holds + fails + unread > 0;
  return (
    <p role="status" className="text-muted text-sm">
      {isAsking ? t("asking") : isDone ? t("outcome", { holds, fails, unread }) : ""}
    </p>
  );
}
