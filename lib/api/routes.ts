import { type AnyRouter, traverseContractProcedures } from "@orpc/server";
import { router } from "./router";

type Route = { method: string; pattern: RegExp };

let listed: Route[] | undefined;

/** Methods that REST knows for a path below /api/v1; none for an unknown path. */
export function allowedMethods(pathname: string): string[] {
  listed ??= listRoutes(router);
  const path = pathname.replace(/\/+$/, "");
  return [...new Set(listed.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
}

function listRoutes(tree: AnyRouter): Route[] {
  const routes: Route[] = [];
  traverseContractProcedures({ router: tree, path: [] }, ({ contract, path }) => {
    const { method = "POST", path: pattern } = contract["~orpc"].route;
    if (!pattern) throw new Error(`${path.join(".")} has no REST path: give its .route() one`);
    routes.push({ method, pattern: patternOf(pattern) });
  });
  return routes;
}

/** "/projects/{slug}" matches one segment in the braces, "{+rest}" the rest of the path. */
function patternOf(path: string): RegExp {
  const parts = path.split(/(\{[^}]+\})/).map((part) => {
    if (part.startsWith("{+")) return ".+";
    return part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
