import { takeLock } from "#db/lock";
import { refusalText } from "#lib/refusal";

// Takes the lock named on the command line, says so, and holds it until it is ended.
const [path = "", holdMs = "60000"] = process.argv.slice(2);
try {
  await takeLock(path);
  console.log("taken");
  setTimeout(() => process.exit(0), Number(holdMs));
} catch (error) {
  console.log(`refused ${refusalText(error)}`);
  process.exit(3);
}
