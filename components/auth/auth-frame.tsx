import type { ReactNode } from "react";
import { Container } from "#components/ui/container";

type AuthFrameProps = {
  title: ReactNode;
  lead?: ReactNode;
  children: ReactNode;
  /** Under the card: where else to go. */
  footer?: ReactNode;
};

/** The quiet column that all pages of signing in share. */
export function AuthFrame({ title, lead, children, footer }: AuthFrameProps) {
  return (
    <Container className="pb-20">
      <div className="mx-auto flex w-full max-w-md flex-col pt-10 sm:pt-16">
        <header className="mb-6">
          <h1 className="text-2xl sm:text-3xl">{title}</h1>
          {lead ? <p className="mt-2 text-balance text-lg text-muted">{lead}</p> : null}
        </header>
        {children}
        {footer ? <p className="mt-6 text-center text-muted text-sm">{footer}</p> : null}
      </div>
    </Container>
  );
}
