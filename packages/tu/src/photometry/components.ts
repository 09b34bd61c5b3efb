import type { Catalog } from "@elvis/formats/catalog";
import type { CatalogTile } from "@elvis/formats/product";
import type { Component } from "./spectrum.ts";
import type { Templates } from "./templates.ts";

/** The column that names what a library does not have: its value and what it counts. */
export interface OutsideLibrary {
  readonly column: string;
  readonly value: number;
  readonly library: string;
  readonly count: number;
}

/** What an object's light is made of; components without a share are left out. */
type ComponentsOf = (row: number) => readonly Component[] | OutsideLibrary;

const SETS = [
  { template: "sed_cosmos_1", law: "ext_curve_cosmos_1", ebv: "ebv_cosmos_1" },
  { template: "sed_cosmos_2", law: "ext_curve_cosmos_2", ebv: "ebv_cosmos_2" },
] as const;

/**
 * How the rows of a tile name their templates. A galaxy's are two, the first with the share `frac_cosmos_1`, the second with the rest. An index between two whole
 * numbers is a mix of both templates, each the more the nearer it lies (Flagship's fluxes are linear in it). A star's is one, without dust of its own.
 */
export function componentsOf(kind: CatalogTile["kind"], input: Catalog, { spectra, laws, name, lawsFrom }: Templates): ComponentsOf {
  if (kind === "star") {
    const templates = input.int32("SED_TEMPLATE");
    return (row) => {
      const value = templates[row];
      if (value >= spectra.length) return { column: "SED_TEMPLATE", value, library: name, count: spectra.length };
      return [{ template: value, law: 0, ebv: 0, share: 1 }];
    };
  }
  const first = input.float32("frac_cosmos_1");
  const sets = SETS.map(({ template, law, ebv }) => ({
    columns: { template, law },
    template: input.float32(template),
    law: input.int16(law),
    ebv: input.float32(ebv),
  }));
  return (row) => {
    const components: Component[] = [];
    for (const [n, set] of sets.entries()) {
      const share = n === 0 ? first[row] : 1 - first[row];
      if (share === 0) continue;
      const [index, law, ebv] = [set.template[row], set.law[row], set.ebv[row]];
      if (index > spectra.length - 1) return { column: set.columns.template, value: index, library: name, count: spectra.length };
      if (law >= laws.length) return { column: set.columns.law, value: law, library: lawsFrom, count: laws.length };
      const below = Math.floor(index);
      const above = index - below;
      components.push({ template: below, law, ebv, share: share * (1 - above) });
      if (above > 0) components.push({ template: below + 1, law, ebv, share: share * above });
    }
    return components;
  };
}
