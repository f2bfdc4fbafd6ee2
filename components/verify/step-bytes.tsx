import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ProofPath } from "#components/ledger/proof-path";
import { Hash } from "#components/ui/hash";
import { toHex } from "#lib/ledger/hex";
import type { Opening, ReceiptStep } from "#lib/ledger/receipt";

type Step<N extends ReceiptStep["name"]> = Extract<ReceiptStep, { name: N }>;

/** Salts and contents that the file holds. */
type Openings = { opening?: Opening | undefined; declaration?: Opening | undefined };

/** What one step had before it, in bytes, as the command `assay verify` would show it. */
export function StepBytes({ step, openings }: { step: ReceiptStep; openings: Openings }) {
  const t = useTranslations("verify.bytes");
  switch (step.name) {
    case "file":
      return step.ok ? <Small>{t("file", { index: step.proof.index, hashes: step.proof.proof.length })}</Small> : null;
    case "note":
      return step.ok ? <Text label={t("note")}>{step.note.text}</Text> : null;
    case "signature":
      return <Signature step={step} />;
    case "checkpoint":
      return step.ok ? (
        <Line label={t("checkpoint", { size: step.checkpoint.size })} value={toHex(step.checkpoint.root)} />
      ) : null;
    case "origin":
      return (
        <Small>
          <code className="break-all">{step.origin}</code>
        </Small>
      );
    case "witnesses":
      return <Small>{step.names.length > 0 ? step.names.join(", ") : t("noWitness")}</Small>;
    case "extra":
      return <Extra step={step} />;
    case "canonical":
      return step.ok ? <Text label={t("canonical")}>{step.text}</Text> : null;
    case "leaf":
      return <Line value={toHex(step.leafHash)} />;
    case "inclusion":
      return <ProofPath path={step.path} />;
    case "root":
      return step.root ? <Line value={toHex(step.root)} /> : null;
    case "opening":
    case "declaration":
      return <OpeningBytes step={step} opening={openings[step.name]} />;
  }
}

function Extra({ step }: { step: Step<"extra"> }) {
  const t = useTranslations("verify.bytes");
  if (!step.ok) return null;
  const { entry, opening, anchor } = step;
  return (
    <Small>
      {t(opening ? "extraOpening" : "extra", { bytes: entry.length })}
      {anchor ? (
        <>
          <span className="block">{t("anchor", { chain: String(anchor.chainId), block: anchor.block })}</span>
          <Line label={t("contract")} value={anchor.contract} />
          <Line label={t("transaction")} value={anchor.tx} />
        </>
      ) : null}
    </Small>
  );
}

function Signature({ step }: { step: Step<"signature"> }) {
  const t = useTranslations("verify.bytes");
  if (!step.ok) return null;
  return (
    <Small>
      {step.verified.map((key) => (
        <span key={key.id} className="block">
          {t("signedBy")}{" "}
          <code className="break-all">
            {key.name}+{key.id}
          </code>{" "}
          <Hash value={toHex(key.publicKey)} show={10} what={t("publicKey")} />
        </span>
      ))}
      {step.unknown.map((line) => (
        <span key={line.id} className="block">
          {t("unknown")}{" "}
          <code className="break-all">
            {line.name}+{line.id}
          </code>
        </span>
      ))}
    </Small>
  );
}

function OpeningBytes({ step, opening }: { step: Step<"opening" | "declaration">; opening: Opening | undefined }) {
  const t = useTranslations("verify.bytes");
  return (
    <>
      {opening ? <Line label={t("salt")} value={toHex(opening.salt)} /> : null}
      {opening ? <Text label={t("content")}>{opening.content}</Text> : null}
      <Line label={t("commitment")} value={toHex(step.commitment)} />
    </>
  );
}

function Small({ children }: { children: ReactNode }) {
  return <div className="text-muted text-sm">{children}</div>;
}

function Line({ label, value }: { label?: string; value: string }) {
  return (
    <div className="text-sm">
      {label ? <span className="text-muted">{label} </span> : null}
      <Hash value={value} show="all" what={label ?? ""} />
    </div>
  );
}

function Text({ label, children }: { label: string; children: string }) {
  return (
    <div className="mt-1 text-sm">
      <p className="text-muted">{label}</p>
      <pre className="mt-1 whitespace-pre-wrap break-all rounded-md bg-sunken p-3">{children}</pre>
    </div>
  );
}
