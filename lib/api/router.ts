import type { InferRouterInputs, InferRouterOutputs, RouterClient } from "@orpc/server";
import { boardRouter } from "./board";
import { ledgerRouter } from "./ledger";
import { profileRouter } from "./profile";
import { projectRouter } from "./project";
import { statementRouter } from "./statement";
import { tokenRouter } from "./token";

/** Every procedure of the product; /rpc, /api/v1, openapi.json and the pages serve this one tree. One line for each noun. */
export const router = {
  board: boardRouter,
  ledger: ledgerRouter,
  profile: profileRouter,
  project: projectRouter,
  statement: statementRouter,
  token: tokenRouter,
};

export type AppRouter = typeof router;
export type ApiClient = RouterClient<AppRouter>;
export type ApiInputs = InferRouterInputs<AppRouter>;
export type ApiOutputs = InferRouterOutputs<AppRouter>;
