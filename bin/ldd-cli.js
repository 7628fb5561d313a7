#!/usr/bin/env node
// The package's `bin`: runs the TypeScript command line with the loader that comes with the package.
import { register } from 'tsx/esm/api';

register();
await import('../src/cli.ts');
