import type { InferRouterInputs, InferRouterOutputs, RouterClient } from "@orpc/server";
import { accountRouter } from "./account";
import { adminRouter } from "./admin";
import { anchorRouter } from "./anchor";
import { archiveRouter } from "./archive";
import { batchRouter } from "./batch";
import { boardRouter } from "./board";
import { claimRouter } from "./claim";
import { contributionRouter } from "./contribution";
import { draftRouter } from "./draft";
import { goldRouter } from "./gold";
import { labelRouter } from "./label";
import { ledgerRouter } from "./ledger";
import { uploadRouter } from "./media-upload";
import { endpointRouter } from "./model-endpoint";
import { profileRouter } from "./profile";
import { projectRouter } from "./project";
import { qualityRouter } from "./quality";
import { receiptRouter } from "./receipt";
import { removalRouter } from "./removal";
import { reviewRouter } from "./review";
import { siteRouter } from "./site";
import { statementRouter } from "./statement";
import { suggestionRouter } from "./suggestion";
import { taskRouter } from "./task";
import { tokenRouter } from "./token";
import { userRouter } from "./user";
import { walletRouter } from "./wallet";

/** Every procedure of the product; /rpc, /api/v1, openapi.json and the pages serve this one tree. One line for each noun. */
export const router = {
  account: accountRouter,
  admin: adminRouter,
  anchor: anchorRouter,
  archive: archiveRouter,
  batch: batchRouter,
  board: boardRouter,
  claim: claimRouter,
  contribution: contributionRouter,
  draft: draftRouter,
  endpoint: endpointRouter,
  label: labelRouter,
  ledger: ledgerRouter,
  profile: profileRouter,
  project: projectRouter,
  quality: qualityRouter,
  receipt: receiptRouter,
  removal: removalRouter,
  review: reviewRouter,
  site: siteRouter,
  statement: statementRouter,
  suggestion: suggestionRouter,
  task: taskRouter,
  gold: goldRouter,
  token: tokenRouter,
  upload: uploadRouter,
  user: userRouter,
  wallet: walletRouter,
};

export type AppRouter = typeof router;
export type ApiClient = RouterClient<AppRouter>;
export type ApiInputs = InferRouterInputs<AppRouter>;
export type ApiOutputs = InferRouterOutputs<AppRouter>;
