// Reading bar and QR codes: by the phone itself where it can, else by a reader that is loaded
// when it is first needed and kept with the app.

interface Detector {
  detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (): Detector;
  getSupportedFormats(): Promise<string[]>;
}

let detector: Promise<Detector> | undefined;

/** The first code in a picture; undefined where there is none. */
export async function readCode(source: ImageBitmapSource): Promise<string | undefined> {
  detector ??= makeDetector();
  const [found] = await (await detector).detect(source);
  return found?.rawValue || undefined;
}

async function makeDetector(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  const formats = (await own?.getSupportedFormats().catch(() => [])) ?? [];
  if (own && formats.includes("qr_code") && formats.includes("code_128")) return new own();
  const { loadedDetector } = await import("./barcode_reader");
  return loadedDetector();
}
