import type { InferRouterInputs, InferRouterOutputs, RouterClient } from "@orpc/server";
import { accountRouter } from "./account";
import { adminRouter } from "./admin";
import { boardRouter } from "./board";
import { ledgerRouter } from "./ledger";
import { profileRouter } from "./profile";
import { projectRouter } from "./project";
import { siteRouter } from "./site";
import { statementRouter } from "./statement";
import { tokenRouter } from "./token";
import { userRouter } from "./user";

/** Every procedure of the product; /rpc, /api/v1, openapi.json and the pages serve this one tree. One line for each noun. */
export const router = {
  account: accountRouter,
  admin: adminRouter,
  board: boardRouter,
  ledger: ledgerRouter,
  profile: profileRouter,
  project: projectRouter,
  site: siteRouter,
  statement: statementRouter,
  token: tokenRouter,
  user: userRouter,
};

export type AppRouter = typeof router;
export type ApiClient = RouterClient<AppRouter>;
export type ApiInputs = InferRouterInputs<AppRouter>;
export type ApiOutputs = InferRouterOutputs<AppRouter>;
