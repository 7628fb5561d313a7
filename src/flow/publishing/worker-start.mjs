// A thread does not inherit what reads TypeScript on the main one: it is registered here, and nothing else is done.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
