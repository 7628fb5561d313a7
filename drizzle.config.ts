import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './src/storage/intake-tables.ts',
    './src/storage/collection-tables.ts',
    './src/storage/grant-tables.ts',
    './src/storage/purge-tables.ts',
    './src/storage/publication-tables.ts',
    './src/storage/preview-tables.ts',
    './src/storage/disclosure-tables.ts',
    './src/storage/declaration-tables.ts',
  ],
  out: './migrations',
});
