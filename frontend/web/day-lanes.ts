// Puts what the server wrote with data-from and data-to (minutes since midnight) in its place.

/** Where a stretch lies in a day shown from `from` to `to`, in percent; cut at the edges. */
export function place(from: number, to: number, day: { from: number; to: number }) {
  const length = day.to - day.from;
  const left = Math.max(from, day.from);
  const right = Math.min(to, day.to);
  return { left: ((left - day.from) / length) * 100, width: (Math.max(right - left, 0) / length) * 100 };
}

/** Rows for bars so that none covers another: the first free row each, in order of start. */
export function rowsFor(bars: { from: number; to: number }[]): number[] {
  const freeFrom: number[] = [];
  const order = bars.map((_, index) => index).sort((a, b) => bars[a]!.from - bars[b]!.from);
  const rows: number[] = [];
  for (const index of order) {
    const bar = bars[index]!;
    const free = freeFrom.findIndex((end) => end <= bar.from);
    const row = free === -1 ? freeFrom.length : free;
    freeFrom[row] = bar.to;
    rows[index] = row;
  }
  return rows;
}

const ROW_PX = 52;
const HOUR_MIN_PX = 60;

class DayLanes extends HTMLElement {
  connectedCallback(): void {
    this.classList.add("placed");
    this.drawHours();
    for (const track of this.tracks) this.placeTrack(track);
    this.drawNow();
  }

  private get day() {
    return { from: Number(this.dataset.from ?? 0), to: Number(this.dataset.to ?? 1440) };
  }

  private get tracks(): NodeListOf<HTMLElement> {
    return this.querySelectorAll(".lane:not(.lane-hours) .lane-track");
  }

  private placeTrack(track: HTMLElement): void {
    for (const stretch of track.querySelectorAll<HTMLElement>("[data-from]")) this.placeOne(stretch);
    const bars = [...track.querySelectorAll<HTMLElement>(".lane-bar")];
    const rows = rowsFor(bars.map(minutesOf));
    bars.forEach((bar, index) => {
      bar.style.top = `${rows[index]! * ROW_PX + 5}px`;
    });
    track.style.minHeight = `${(Math.max(0, ...rows) + 1) * ROW_PX}px`;
    track.prepend(...this.hours().map((minute) => this.mark("lane-line", minute)));
  }

  private placeOne(stretch: HTMLElement): void {
    const { from, to } = minutesOf(stretch);
    const { left, width } = place(from, to, this.day);
    stretch.style.left = `${left}%`;
    stretch.style.width = `${width}%`;
    stretch.hidden = width === 0;
    // Strips are too narrow for their words, which the style hides; bars bring a title of their own.
    stretch.title ||= stretch.textContent ?? "";
  }

  private hours(): number[] {
    const first = Math.ceil(this.day.from / 60) * 60;
    const count = Math.floor((this.day.to - first) / 60) + 1;
    return Array.from({ length: count }, (_, index) => first + index * 60);
  }

  private drawHours(): void {
    const track = this.querySelector(".lane-hours .lane-track");
    const marks = this.hours().map((minute) => {
      const mark = this.mark("lane-hour", minute);
      mark.textContent = `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:00`;
      return mark;
    });
    track?.replaceChildren(...marks);
    this.style.setProperty("--track-min", `${marks.length * HOUR_MIN_PX}px`);
  }

  private drawNow(): void {
    const now = Number(this.dataset.now ?? Number.NaN);
    if (!(now >= this.day.from && now <= this.day.to)) return;
    for (const track of this.tracks) track.append(this.mark("lane-now", now));
  }

  private mark(className: string, minute: number): HTMLElement {
    const mark = document.createElement("span");
    mark.className = className;
    mark.style.left = `${place(minute, minute, this.day).left}%`;
    return mark;
  }
}

function minutesOf(element: HTMLElement) {
  return { from: Number(element.dataset.from), to: Number(element.dataset.to) };
}

customElements.define("day-lanes", DayLanes);
