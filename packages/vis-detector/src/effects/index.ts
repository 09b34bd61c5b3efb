import type { Effect } from "../effect.ts";
import type { Charge, Digital, Frame, Readout } from "../frame.ts";
import { bleeding } from "./charge/bleeding.ts";
import { brighterFatter } from "./charge/brighter-fatter.ts";
import { chargeInjection } from "./charge/charge-injection.ts";
import { cosmetics } from "./charge/cosmetics.ts";
import { cosmicRays } from "./charge/cosmic-rays.ts";
import { ctiChargeInjection } from "./charge/cti-charge-injection.ts";
import { dark } from "./charge/dark.ts";
import { photonNoise } from "./charge/photon-noise.ts";
import { trapPumping } from "./charge/trap-pumping.ts";
import { bias } from "./digital/bias.ts";
import { crosstalk } from "./digital/crosstalk.ts";
import { discretize } from "./digital/discretize.ts";
import { gain } from "./digital/gain.ts";
import { PHASES, type Phase, places } from "./places.ts";
import { nonlinearity } from "./readout/nonlinearity.ts";
import { overscan } from "./readout/overscan.ts";
import { parallelOverscan } from "./readout/parallel-overscan.ts";
import { radiationDamage } from "./readout/radiation-damage.ts";
import { readoutNoise } from "./readout/readout-noise.ts";
import { background } from "./scene/background.ts";
import { calibrationLamp } from "./scene/calibration-lamp.ts";
import { faintGalaxies } from "./scene/faint-galaxies.ts";
import { flatField } from "./scene/flat-field.ts";
import { galaxies } from "./scene/galaxies.ts";
import { ghosts } from "./scene/ghosts.ts";
import { ipqe } from "./scene/ipqe.ts";
import { shutter } from "./scene/shutter.ts";
import { stars } from "./scene/stars.ts";
import { thermal } from "./scene/thermal.ts";

const inPhase =
  <F extends Frame>() =>
  <const E extends readonly Effect<F, F, any>[]>(...effects: E): E =>
    effects;

/** The simulator, in order: what happens to the light, then to the charge, then to the numbers. `places` has what is to come. */
export const chain = {
  scene: inPhase<Charge>()(stars, ghosts, galaxies, faintGalaxies, calibrationLamp, shutter, ipqe, thermal, background, flatField),
  charge: inPhase<Charge>()(
    dark,
    photonNoise,
    chargeInjection,
    ctiChargeInjection,
    trapPumping,
    cosmicRays,
    brighterFatter,
    bleeding,
    cosmetics,
  ),
  read: overscan,
  readout: inPhase<Readout>()(parallelOverscan, radiationDamage, nonlinearity, readoutNoise),
  digitise: gain,
  digital: inPhase<Digital>()(bias, crosstalk, discretize),
} as const;

type SettingsOf<E> = E extends Effect<any, any, infer S> ? S : never;
type Optional = (typeof chain)["scene" | "charge" | "readout" | "digital"][number];
type Required = (typeof chain)["read" | "digitise"];

/** Settings of the whole simulator: an effect runs if and only if its settings are present. */
export type Settings = { readonly [E in Optional as E["name"]]?: SettingsOf<E> } & { readonly [E in Required as E["name"]]: SettingsOf<E> };

export type AnyEffect = Effect<any, any, any>;

/** The chain as one list. */
export const effects: readonly AnyEffect[] = PHASES.flatMap((phase): readonly AnyEffect[] => {
  const part: AnyEffect | readonly AnyEffect[] = chain[phase];
  return "apply" in part ? [part] : part;
});

/** The 28 effects in order, for the README: `page` (relative to this folder) is absent where an effect is not simulated yet. */
export function effectTable(): readonly { readonly key: string; readonly name: string; readonly phase: Phase; readonly page?: string }[] {
  return places.map(({ elvisKey, name, phase }) => {
    const isSimulated = effects.some((effect) => effect.elvisKey === elvisKey);
    return { key: elvisKey, name, phase, ...(isSimulated ? { page: `${folderOf(phase)}/${name}.md` } : {}) };
  });
}

/** The folder of a phase's effects: the two steps between phases lie with what they make. */
export function folderOf(phase: Phase): "scene" | "charge" | "readout" | "digital" {
  return phase === "read" ? "readout" : phase === "digitise" ? "digital" : phase;
}
