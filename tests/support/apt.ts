import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Whether packages can be installed here: root on Debian or Ubuntu. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** Installs Debian packages; false when that fails (no network, unknown package). */
export function installPackages(names: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { env, stdio: ["ignore", "ignore", "inherit"] as ("ignore" | "inherit")[], timeout: 600_000 };
  process.stderr.write(`  installing ${names.join(" ")} by apt-get …\n`);
  try {
    execFileSync("apt-get", ["-q", "update"], options);
    execFileSync("apt-get", ["-q", "-y", "--no-install-recommends", "install", ...names], options);
    return true;
  } catch {
    return false;
  }
}

/** The path of a program on PATH. */
export function findOnPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(process.platform === "win32" ? ";" : ":");
  return folders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path));
}
