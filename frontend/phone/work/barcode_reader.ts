// The reader for phones without one of their own; its WebAssembly comes from our own house.

import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";
import address from "../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm?url";

export function loadedDetector(): BarcodeDetector {
  prepareZXingModule({
    overrides: {
      locateFile: (path: string, folder: string) => (path.endsWith(".wasm") ? address : folder + path),
    },
  });
  return new BarcodeDetector();
}
