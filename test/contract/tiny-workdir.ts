import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Catalog } from "../../packages/formats/src/catalog/index.ts";
import { parseOrbit } from "../../packages/formats/src/config/index.ts";
import type { Codec } from "../../packages/formats/src/index.ts";
import { newHeader } from "../../packages/formats/src/xml/index.ts";
import { planner } from "../../packages/planner/src/index.ts";
import { oem, request, surveyOf } from "../../packages/planner/test/values.ts";
import { main, type NodeFolder, nodeFolder, readPort } from "../../packages/stage/src/index.ts";
import type { AnyStage } from "../../packages/stage/src/paths.ts";
import { testWorld } from "../../packages/stage/src/testing.ts";
import { tu } from "../../packages/tu/src/index.ts";
import { galaxies, sky, stars, tile } from "../../packages/tu/test/values.ts";

/** How a command ended, and what it said. */
export interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a stage's command in a folder, in this process. */
export async function command(stage: AnyStage, cwd: string, ...argv: string[]): Promise<Said> {
  const { world, said } = testWorld(cwd, {
    env: { SOURCE_DATE_EPOCH: "1767323045" },
    package: { name: `@elvis/${stage.name}`, version: "0.0.0" },
  });
  return { status: await main(stage, argv, world), ...said() };
}

const write = (folder: NodeFolder, name: string, codec: Codec<any>, value: unknown) =>
  folder.create(name, (sink) => codec.encode(value, sink, folder));

/**
 * The inputs of the TU pipeline in a folder, as small as they can be: two pointings of one field, three stars and two
 * galaxies about its centre; params.dat and lists as the original has them.
 *
 * @returns the centre of the first pointing, degrees
 */
export async function tinyWorkdir(root: string): Promise<{ readonly ra: number; readonly dec: number }> {
  mkdirSync(root, { recursive: true });
  const parameter = (title: string, value: number) => ({
    title,
    description: "",
    source: "",
    release: "",
    expression: "",
    value: { kind: "double", unit: "deg", values: [value] },
  });
  const parameters = [parameter("SpaceSegment.SVM.SolarAspectAngleMin", 0), parameter("SpaceSegment.SVM.SolarAspectAngleMax", 180)];
  const mdb = {
    header: newHeader({ type: "MissionDataBaseSetOfParameters", id: "TEST-MDB", date: new Date(0), software: "test" }),
    parameters: new Map(parameters.map((it) => [it.title, it])),
  };
  const folder = nodeFolder(root);
  await write(folder, "request.xml", planner.inputs.simrequest.codec, request);
  await write(
    folder,
    "survey.xml",
    planner.inputs.survey.codec,
    surveyOf({ id: 18539, longitude: 70.4, latitude: -71.5, mjd2000: 882_900_000 }),
  );
  await write(folder, "mdb.xml", planner.inputs.mdb.codec, mdb);
  const orbitText = oem("2024-02-27T00:00:00", 12);
  parseOrbit(orbitText, "orbit.oem");
  writeFileSync(join(root, "orbit.oem"), orbitText);
  writeFileSync(
    join(root, "params.dat"),
    "simrequest=request.xml survey=survey.xml\nmdb=mdb.xml\norbit=orbit.oem\nstarcat=starcat.json\ngalcat=galcat.json\n",
  );
  const planned = await command(planner, root);
  if (planned.status !== 0) throw new Error(planned.err);
  const [{ pointing }] = (await readPort("pointings", tu.inputs.pointings, planned.out.split("\n")[0], folder)) as {
    pointing: { ra: number; dec: number };
  }[];
  const { ra, dec } = pointing;
  await writeStars(
    root,
    stars([
      { id: 1, ra, dec },
      { id: 2, ra: ra + 0.1, dec },
      { id: 3, ra, dec: dec - 0.1 },
    ]),
  );
  const galaxyTile = tile(
    "galaxy",
    sky,
    galaxies([
      { id: 4, ra, dec: dec + 0.05 },
      { id: 5, ra: ra + 0.1, dec: dec + 0.05 },
    ]),
  );
  await write(folder, "GALCAT.xml", tu.inputs.galcat.codec, galaxyTile);
  writeFileSync(join(root, "starcat.json"), '["STARCAT.xml"]');
  writeFileSync(join(root, "galcat.json"), '["GALCAT.xml"]');
  folder.close();
  return { ra, dec };
}

/** Writes the star tile of a tiny workdir, STARCAT.xml with its table in data/. */
export async function writeStars(root: string, catalog: Catalog): Promise<void> {
  const folder = nodeFolder(root);
  await write(folder, "STARCAT.xml", tu.inputs.starcat.codec, tile("star", sky, catalog));
  folder.close();
}
