import { DraftDoor } from "#components/project/draft-door";
import { NotFoundPage } from "#components/shell/not-found-page";

/** A project that is not there for everybody may still be the reader's own draft. */
export default function ProjectNotFound() {
  return (
    <>
      <DraftDoor />
      <NotFoundPage />
    </>
  );
}
