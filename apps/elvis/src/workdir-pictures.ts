import type { Folder } from "@elvis/formats";
import type { Calibration, DistortionModel, RawFrame, TrueUniverse } from "@elvis/formats/product";
import { tu } from "@elvis/tu";
import { visCombine } from "@elvis/vis-combine";
import { framePictures, type PictureFile, universePictures } from "./pictures/index.ts";
import type { RunRecord } from "./run.ts";

/**
 * Makes the pictures of a run into `pictures/` of its workdir: sky and counts of every true universe, and every raw frame.
 *
 * @param distortion file of the distortion model, relative to the workdir
 */
export async function makePictures(folder: Folder, record: RunRecord, distortion: string): Promise<readonly PictureFile[]> {
  const save = (name: string, bytes: Uint8Array) => folder.create(`pictures/${name}`, (sink) => sink.write(bytes));
  const { model } = (await visCombine.inputs.distortion.codec.decode(
    await folder.open(distortion),
    folder,
  )) as Calibration<DistortionModel>;
  const pictures: PictureFile[] = [];
  for (const { task, products } of record.tasks) {
    const [element, ...turn] = task.split(" ");
    for (const product of products) {
      if (element === tu.element) {
        const universe = (await tu.outputs.outputTU.codec.decode(await folder.open(product), folder)) as TrueUniverse;
        pictures.push(...(await universePictures(universe, model, `universe-${turn.join("-")}`, save)));
      }
      if (element === visCombine.element) {
        const frame = (await visCombine.outputs.rawframe.codec.decode(await folder.open(product), folder)) as RawFrame;
        pictures.push(...(await framePictures(frame, `exposure-${turn.join("-")}`, save)));
      }
    }
  }
  return pictures;
}
