#!/usr/bin/env node
// usage: npm run new -- effect charge/bleeding BLEEDING
// Makes an effect's three files: source, test, page. The test fails until the law is written.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const [kind, place = "", key = ""] = process.argv.slice(2);
const [phase, name] = place.split("/");
const FRAMES = { scene: "Charge", charge: "Charge", readout: "Readout", digital: "Digital" };
if (kind !== "effect" || !(phase in FRAMES) || !/^[a-z][a-z-]*$/.test(name ?? "") || !/^[A-Z0-9_]+$/.test(key)) {
  console.error(
    "usage: npm run new -- effect PHASE/NAME KEY    PHASE one of scene, charge, readout, digital; NAME kebab-case; KEY the ELViS key",
  );
  process.exit(1);
}
const base = join(root, "packages/vis-detector/src/effects", phase, name);
if (existsSync(`${base}.ts`)) {
  console.error(`new: ${phase}/${name}.ts is there already`);
  process.exit(1);
}
const camel = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const type = camel[0].toUpperCase() + camel.slice(1);
const frame = FRAMES[phase];
mkdirSync(dirname(base), { recursive: true });
writeFileSync(
  `${base}.ts`,
  `import type { Effect } from "../../effect.ts";
import type { ${frame} } from "../../frame.ts";

export interface ${type}Settings {
  /** Say what it is, with its unit and range. */
  readonly strength: number;
}

/** Say in one sentence what happens to the pixels. See ./${name}.md. */
export const ${camel} = {
  name: "${name}",
  elvisKey: "${key}",
  apply(frame, { strength }) {
    throw new Error(\`${name}: write the model (strength \${strength})\`);
    return frame;
  },
} as const satisfies Effect<${frame}, ${frame}, ${type}Settings>;
`,
);
writeFileSync(
  `${base}.test.ts`,
  `import { expect, test } from "vitest";
import { ${camel} } from "./${name}.ts";

test("${name} states a law", () => {
  expect(${camel}.name).toBe("write the law, on a frame that is not square");
});
`,
);
writeFileSync(
  `${base}.md`,
  `# ${name}
<!-- generated -->
<!-- /generated -->
## What happens
## Model
## Source
## Valid for
## Checked by
## Left out
`,
);
console.log(`made packages/vis-detector/src/effects/${phase}/${name}.{ts,test.ts,md}; now add ${camel} to the list in effects/index.ts`);
