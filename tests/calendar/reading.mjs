// What both Node readers share: where packages lie, and how verdicts are told.

import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

export const load = createRequire(path.join(process.env.SURVEIL_NODE, 'here.js'));

// Prints a list as JSON: for each file what `read` made of its text, or its complaint.
export function tell(read) {
  const verdicts = process.argv.slice(2).map((file) => {
    try {
      // ignoreBOM keeps the mark, for the parser to judge
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
      return read(decoder.decode(fs.readFileSync(file)));
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  });
  process.stdout.write(JSON.stringify(verdicts));
}
