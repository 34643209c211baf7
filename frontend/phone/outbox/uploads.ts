// Photos and signature files travel by tus: the announcement and each chunk with a SHA-256 of its
// own; the client library sends none, so an HTTP stack of ours adds it. After a break the server is
// asked how far it got, and only the rest is sent.

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
/** Answers that will be the same tomorrow: too large, wrong type, not allowed. They are believed
 * only after the last try, because the line may have damaged the question. */
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
      onShouldRetry: () => true,
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

async function keep(media: StoredMedia): Promise<void> {
  const tx = (await database()).transaction("media", "readwrite", STRICT);
  await tx.store.put(media);
  await tx.done;
  await stateWritten();
}

/** The library's own stack for browsers, with a checksum on every chunk and announcement. */
class ChecksumStack implements HttpStack {
  private readonly browser = new DefaultHttpStack({});

  createRequest(method: string, url: string): HttpRequest {
    const request = this.browser.createRequest(method, url);
    if (method === "PATCH") return new ChecksumRequest(request, chunkBytes);
    return method === "POST" ? new ChecksumRequest(request, announcementBytes) : request;
  }

  getName(): string {
    return "checksum";
  }
}

type Hashed = (request: HttpRequest, body?: Blob) => Promise<ArrayBuffer | Uint8Array<ArrayBuffer>>;

const chunkBytes: Hashed = (_request, body) => (body ?? new Blob()).arrayBuffer();

/** Length and description as they are sent, so that no damaged ones claim the file's id. */
const announcementBytes: Hashed = async (request) => {
  const told = ["Upload-Length", "Upload-Metadata"].map((name) => request.getHeader(name) ?? "");
  return new TextEncoder().encode(told.join(" "));
};

class ChecksumRequest implements HttpRequest {
  constructor(
    private readonly request: HttpRequest,
    private readonly hashed: Hashed,
  ) {}

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

  async send(body?: Blob): Promise<HttpResponse> {
    const sum = await digest(await this.hashed(this.request, body));
    this.request.setHeader("Upload-Checksum", `sha256 ${base64(sum)}`);
    return this.request.send(body);
  }
}
