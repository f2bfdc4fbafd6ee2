import { kill, pid } from "node:process";
import { startWitness } from "#tests/support/witness";

// A witness that ends itself, as a power cut would, at one of the gaps around storing: after the check, or after the store and before
// the answer. With no gap named it lives until it is ended from outside.
const [path = "", gap = ""] = process.argv.slice(2);
const witness = await startWitness(path);
const { store } = witness.memory;
const die = () => kill(pid, "SIGKILL");
witness.memory.store = async (note) => {
  if (gap === "before") die();
  await store(note);
  if (gap === "after") die();
};
console.log(`at ${witness.url} .`);
