import type { InferRouterInputs, InferRouterOutputs, RouterClient } from "@orpc/server";
import { accountRouter } from "./account";
import { adminRouter } from "./admin";
import { anchorRouter } from "./anchor";
import { batchRouter } from "./batch";
import { boardRouter } from "./board";
import { claimRouter } from "./claim";
import { contributionRouter } from "./contribution";
import { draftRouter } from "./draft";
import { imageRouter } from "./image-upload";
import { ledgerRouter } from "./ledger";
import { profileRouter } from "./profile";
import { projectRouter } from "./project";
import { receiptRouter } from "./receipt";
import { reviewRouter } from "./review";
import { siteRouter } from "./site";
import { statementRouter } from "./statement";
import { tokenRouter } from "./token";
import { userRouter } from "./user";
import { walletRouter } from "./wallet";

/** Every procedure of the product; /rpc, /api/v1, openapi.json and the pages serve this one tree. One line for each noun. */
export const router = {
  account: accountRouter,
  admin: adminRouter,
  anchor: anchorRouter,
  batch: batchRouter,
  board: boardRouter,
  claim: claimRouter,
  contribution: contributionRouter,
  draft: draftRouter,
  image: imageRouter,
  ledger: ledgerRouter,
  profile: profileRouter,
  project: projectRouter,
  receipt: receiptRouter,
  review: reviewRouter,
  site: siteRouter,
  statement: statementRouter,
  token: tokenRouter,
  user: userRouter,
  wallet: walletRouter,
};

export type AppRouter = typeof router;
export type ApiClient = RouterClient<AppRouter>;
export type ApiInputs = InferRouterInputs<AppRouter>;
export type ApiOutputs = InferRouterOutputs<AppRouter>;
