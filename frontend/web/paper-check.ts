// A PDF held against ours by its SHA-256, in the browser: the file goes nowhere.

class PaperCheck extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>('input[type="file"]');
    // Browsers reckon hashes on a safe connection only; without it there is nothing to offer.
    if (!input || !crypto.subtle) return;
    this.hidden = false;
    input.addEventListener("change", () => void this.compare(input.files?.[0]));
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      void this.compare(event.dataTransfer?.files[0]);
    });
  }

  private async compare(file: File | undefined): Promise<void> {
    if (!file) return this.say("");
    const found = await sha256Of(await file.arrayBuffer());
    const earlier = (this.dataset.earlier ?? "").split(" ");
    if (found === this.dataset.sha256) return this.say("same");
    this.say(earlier.includes(found) ? "earlier" : "other");
  }

  private say(answer: string): void {
    for (const words of this.querySelectorAll<HTMLElement>("[data-answer]")) {
      words.hidden = words.dataset.answer !== answer;
    }
  }
}

/** Lower-case hexadecimal, as the papers print it. */
export async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

customElements.define("paper-check", PaperCheck);
