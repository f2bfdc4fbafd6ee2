// `npm start`: everything from a fresh clone to a running server. This file and its start-*.mjs run before anything is installed,
// so they use Node alone; and this one says "Node is too old" on any Node, so it uses nothing new.
import { fileURLToPath } from "node:url";

const OLDEST_NODE = [20, 19];
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  console.error(
    `Assay needs Node ${OLDEST_NODE.join(".")} or newer; this is ${process.version} (${process.execPath}). Install Node 24 from https://nodejs.org, or with your version manager (nvm install 24), and start again.`,
  );
  process.exit(1);
}

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
import("./start-main.mjs").then(({ main }) => main());
