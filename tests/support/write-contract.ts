import { writeFile } from 'node:fs/promises';
import { contractFiles } from './contract.ts';

for (const [path, text] of Object.entries(await contractFiles())) await writeFile(path, text);
