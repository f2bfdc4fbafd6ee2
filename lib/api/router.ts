import type { InferRouterInputs, InferRouterOutputs, RouterClient } from "@orpc/server";
import { tokenRouter } from "./token";

/** Every procedure of the product; /rpc, /api/v1, openapi.json and the pages serve this one tree. One line for each noun. */
export const router = {
  token: tokenRouter,
};

export type AppRouter = typeof router;
export type ApiClient = RouterClient<AppRouter>;
export type ApiInputs = InferRouterInputs<AppRouter>;
export type ApiOutputs = InferRouterOutputs<AppRouter>;
