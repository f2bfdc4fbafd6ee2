import fc from "fast-check";

// The same cases in each run, so that a failure is a change's and not the day's. FC_SEED=random looks at others, FC_SEED=<number> at those of a
// run that failed.
const { FC_SEED = "20261124" } = process.env;
if (FC_SEED !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(FC_SEED) });

export default fc;
