import { startDevChain } from "#lib/dev-chain";

// A server as far as its development chain goes: it starts it, says where it is, and lives until it is ended.
const [dataDir = "", origin = ""] = process.argv.slice(2);
const { settings } = await startDevChain(dataDir, origin);
process.stdout.write(`${JSON.stringify({ rpcUrl: settings.rpcUrl, contract: settings.contract })}\n`);
setInterval(() => {}, 60_000);
