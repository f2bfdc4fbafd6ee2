/** The part of the compiler's package that is used here; it brings no types. */
declare module "solc" {
  const solc: {
    /** With the commit: "0.8.37+commit.f401782d…". */
    version(): string;
    /** Standard JSON in, standard JSON out. */
    compile(input: string): string;
  };
  export default solc;
}
