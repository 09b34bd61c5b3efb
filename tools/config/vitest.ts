import { defineConfig } from "vitest/config";

const slow = process.env.ELVIS_SLOW === "1";

/** Tests run from source: the `elvis-source` condition points every `@elvis/*` import at its `src`. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  resolve: { conditions: ["elvis-source"] },
  ssr: { resolve: { conditions: ["elvis-source", "module", "node", "default"] } },
  test: {
    include: slow ? ["{packages,apps,tools,test}/**/*.slow.test.ts"] : ["{packages,apps,tools,test}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "demo/**", ".cache/**", ...(slow ? [] : ["**/*.slow.test.ts"])],
    setupFiles: ["tools/config/seed.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    reporters: ["default"],
  },
});
