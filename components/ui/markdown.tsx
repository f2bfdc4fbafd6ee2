import { clsx } from "clsx";
import { Square, SquareCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { levelHeadings } from "./heading-levels";
import { ScrollRegion } from "./scroll-region";

type MarkdownProps = {
  children: string;
  /** Level of the text's outermost heading, so that the page keeps one h1. */
  headingFrom?: 2 | 3 | 4;
  /** Language of the text, when it is not the page's. */
  lang?: string;
  className?: string;
};

/** People's Markdown: GitHub flavour, no HTML, no images (a picture would tell its host who reads), links marked nofollow. */
export function Markdown({ children, headingFrom = 3, lang, className }: MarkdownProps) {
  const t = useTranslations("common");
  return (
    <div lang={lang} className={clsx("markdown", className)}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[[levelHeadings, headingFrom]]}
        skipHtml
        components={{
          ...fixed,
          img: ({ src, alt }) => imageLink(src, t("imageLink", { alt: alt ?? "" })),
        }}
      >
        {children}
      </ReactMarkdown>
    </div>
  );
}

function imageLink(src: unknown, text: string) {
  return typeof src === "string" && src ? <ExternalLink href={src}>{text}</ExternalLink> : <span>{text}</span>;
}

function ExternalLink({ href, children }: { href?: string; children?: ReactNode }) {
  // A page left by mistake would lose what is being reviewed, so addresses elsewhere open beside it.
  const inside = href?.startsWith("#") || (href?.startsWith("/") && !href.startsWith("//"));
  return (
    <a href={href} {...(inside ? {} : { rel: "nofollow noopener noreferrer ugc", target: "_blank" })}>
      {children}
    </a>
  );
}

const taskMark = { "aria-hidden": true, className: "me-1.5 inline size-[1.1em] align-[-0.15em] text-muted" } as const;

const fixed: Components = {
  // The box of a task list is a picture of a state, not a control.
  input: ({ checked }) => (checked ? <SquareCheck {...taskMark} /> : <Square {...taskMark} />),
  a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
  table: ({ children }) => <MarkdownTable>{children}</MarkdownTable>,
};

function MarkdownTable({ children }: { children?: ReactNode }) {
  const t = useTranslations("common");
  return (
    <ScrollRegion caption={t("tableInText")}>
      <table>{children}</table>
    </ScrollRegion>
  );
}
