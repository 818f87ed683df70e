import type { Reporter } from "knip";

/** Says how many files knip has looked at; none at all is a failure of the check itself. */
const countFiles: Reporter = ({ counters }) => {
  console.log(`unused code: ${counters.processed} files looked at`);
  if (counters.processed === 0) process.exitCode = 1;
};

export default countFiles;
