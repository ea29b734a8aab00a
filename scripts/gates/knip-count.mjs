/**
 * A knip reporter that says how many files were looked at; knip itself says nothing when
 * there is nothing to report, which would look the same if it had found no files.
 *
 * @param {{ counters: { processed: number } }} result
 */
export default function reportCount({ counters }) {
  process.stdout.write(`knip looked at ${counters.processed} files\n`);
}
