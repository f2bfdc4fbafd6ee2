import { defineConfig } from "drizzle-kit";

// `npm run db:generate -- --name purpose` writes the next migration; db/migrate.ts applies them.
export default defineConfig({
  dialect: "postgresql",
  schema: "./db/schema/index.ts",
  out: "./db/migrations",
});
