// Photos and signature files travel by tus in chunks, each with its own SHA-256; the client
// library sends none, so an HTTP stack of ours adds it. After a break the server is asked how
// far it got, and only the rest is sent.

import {
  DefaultHttpStack,
  Upload,
  type DetailedError,
  type HttpRequest,
  type HttpResponse,
  type HttpStack,
} from "tus-js-client";
import type { Uuid } from "../../wire/types";
import { database, STRICT, type StoredMedia } from "../kept/db";
import { sending, stateWritten, waitingMedia } from "../kept/state";
import { base64, digest } from "../report/canonical";
import { authorization, BASE } from "../server/api";

const CHUNK_BYTES = 256 * 1024;
const ENDPOINT = `${BASE}/media/uploads`;
/** Answers that will be the same tomorrow: too large, wrong type, not allowed. */
const FINAL = new Set([400, 404, 413, 415, 422]);

/** Sends the oldest waiting file. False when none waits; throws when it could not be sent. */
export async function uploadNext(engineer: Uuid): Promise<boolean> {
  const next = waitingMedia.value.find((media) => media.engineer_id === engineer);
  if (!next) return false;
  const blob = await (await database()).get("blobs", next.id);
  if (!blob) {
    await keep({ ...next, state: "refused", problem: "bytes-lost" });
    return true;
  }
  try {
    await transfer(next, blob, await authorization());
    await keep({ ...next, state: "received", sent: next.size });
  } catch (error) {
    const status = (error as DetailedError).originalResponse?.getStatus() ?? 0;
    if (!FINAL.has(status)) throw error;
    await keep({ ...next, state: "refused", problem: `http-${status}` });
  }
  return true;
}

function transfer(
  media: StoredMedia,
  blob: Blob,
  headers: Record<string, string>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(blob, {
      endpoint: ENDPOINT,
      uploadUrl: media.state === "created" ? `${ENDPOINT}/${media.id}` : null,
      headers,
      chunkSize: CHUNK_BYTES,
      httpStack: new ChecksumStack(),
      storeFingerprintForResuming: false,
      removeFingerprintOnSuccess: true,
      retryDelays: [0, 1000, 3000],
      onShouldRetry: mayRetry,
      metadata: {
        media_id: media.id,
        visit_id: media.visit_id,
        sha256: media.sha256,
        mime: media.mime,
        role: media.role,
        filename: media.filename,
      },
      onUploadUrlAvailable: () => void keep({ ...media, state: "created" }),
      onProgress: (sent, size) => {
        sending.value = { state: "sending", upload: { id: media.id, sent, size } };
      },
      onSuccess: () => resolve(),
      onError: reject,
    });
    upload.start();
  });
}

/** 409 wrong offset, 423 second writer, 460 damaged on the way: all can be mended by asking again. */
function mayRetry(error: Error | DetailedError): boolean {
  const status = (error as DetailedError).originalResponse?.getStatus() ?? 0;
  return status === 409 || status === 423 || status === 460 || status >= 500;
}

async function keep(media: StoredMedia): Promise<void> {
  const tx = (await database()).transaction("media", "readwrite", STRICT);
  await tx.store.put(media);
  await tx.done;
  await stateWritten();
}

/** The library's own stack for browsers, with a checksum on every chunk. */
class ChecksumStack implements HttpStack {
  private readonly browser = new DefaultHttpStack({});

  createRequest(method: string, url: string): HttpRequest {
    const request = this.browser.createRequest(method, url);
    return method === "PATCH" ? new ChecksumRequest(request) : request;
  }

  getName(): string {
    return "checksum";
  }
}

class ChecksumRequest implements HttpRequest {
  constructor(private readonly request: HttpRequest) {}

  getMethod = (): string => this.request.getMethod();
  getURL = (): string => this.request.getURL();
  getHeader = (name: string): string | undefined => this.request.getHeader(name);
  getUnderlyingObject = (): unknown => this.request.getUnderlyingObject();
  abort = (): Promise<void> => this.request.abort();

  setHeader(name: string, value: string): void {
    this.request.setHeader(name, value);
  }

  setProgressHandler(handler: (sent: number) => void): void {
    this.request.setProgressHandler(handler);
  }

  async send(body: Blob): Promise<HttpResponse> {
    const sum = await digest(await body.arrayBuffer());
    this.request.setHeader("Upload-Checksum", `sha256 ${base64(sum)}`);
    return this.request.send(body);
  }
}
