// The worker's entrance: the loader that reads TypeScript has to be registered anew in each thread.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
