import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import solc from "solc";

/** What is checked in of a compiled contract, as contracts/LogAnchor.json. */
export type Artefact = {
  contractName: string;
  /** The compiler that made it, with its commit. */
  compiler: string;
  settings: Record<string, unknown>;
  abi: readonly unknown[];
  /** What a deployment sends, before the constructor's arguments; 0x and hex. */
  bytecode: string;
  /** What lies at the address afterwards, with zeros where immutables go. */
  deployedBytecode: string;
  immutableReferences: Record<string, { start: number; length: number }[]>;
  storageLayout: unknown;
};

type SolcOutput = {
  errors?: { severity: string; formattedMessage: string }[];
  contracts: Record<string, Record<string, SolcContract>>;
};
type SolcContract = {
  abi: readonly unknown[];
  storageLayout: unknown;
  evm: {
    bytecode: { object: string };
    deployedBytecode: { object: string; immutableReferences: Artefact["immutableReferences"] };
  };
};

const NAME = "LogAnchor";
const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Compiles the contract with contracts/settings.json. Throws what the compiler says, warnings included: there are to be none. */
export function buildArtefact(): Artefact {
  const settings = JSON.parse(readFileSync(pathOf("settings.json"), "utf8")) as Pick<Artefact, "settings">;
  const file = `${NAME}.sol`;
  const sources = { [file]: { content: readFileSync(pathOf(file), "utf8") } };
  const output = JSON.parse(solc.compile(JSON.stringify({ ...settings, sources }))) as SolcOutput;
  if (output.errors?.length) throw new Error(output.errors.map((one) => one.formattedMessage).join("\n"));
  const made = output.contracts[file]?.[NAME];
  if (!made) throw new Error(`the compiler gave no ${NAME}`);
  const { bytecode, deployedBytecode } = made.evm;
  return {
    contractName: NAME,
    compiler: solc.version(),
    settings: settings.settings,
    abi: made.abi,
    bytecode: `0x${bytecode.object}`,
    deployedBytecode: `0x${deployedBytecode.object}`,
    immutableReferences: deployedBytecode.immutableReferences,
    storageLayout: made.storageLayout,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(pathOf(`${NAME}.json`), `${JSON.stringify(buildArtefact(), null, 1)}\n`);
}
