// Line icons on a 24 px grid, drawn here so that no file has to be fetched.

const PATHS = {
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  check: "M5 12.5l4.5 4.5L19 7",
  cross: "M6 6l12 12M18 6L6 18",
  warn: "M12 4l9 16H3zM12 10v4M12 17v.5",
  info: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v6M12 7.5v.5",
  sent: "M7 18a4.5 4.5 0 01-.5-9A6 6 0 0118 10.5 3.8 3.8 0 0117.5 18zM9.5 13.5l2 2 3.5-4",
  unsent: "M12 20V5M6 11l6-6 6 6",
  sync: "M20 12a8 8 0 01-14 5.3M4 12a8 8 0 0114-5.3M18 3v4h-4M6 21v-4h4",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 4.5v5M8 14.5v5",
  navigate: "M12 3l7 17-7-4-7 4z",
  phone: "M6 3h4l2 5-2.5 1.5a11 11 0 005 5L16 12l5 2v4a2 2 0 01-2 2A15 15 0 014 5a2 2 0 012-2z",
  camera: "M4 8h3l2-3h6l2 3h3v11H4zM12 16.5a3.5 3.5 0 100-7 3.5 3.5 0 000 7z",
  parts: "M14 6a4 4 0 005 5l-8 8a2.1 2.1 0 01-3-3l8-8zM14 6l3-3",
  note: "M5 4h14v12l-4 4H5zM9 9h6M9 13h4",
  list: "M9 6h11M9 12h11M9 18h11M4 6l1 1 1.5-2M4 12l1 1 1.5-2M4 18l1 1 1.5-2",
  key: "M8 16a4 4 0 110-8 4 4 0 010 8zM12 12h9v4M17 12v3",
  car: "M4 16v-4l2-5h12l2 5v4zM4 16v2h3v-2M17 16v2h3v-2M5 12h14",
  clock: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3.5 2",
  pen: "M4 20l1-4L16 5l3 3L8 19zM13 20h7",
  door: "M6 21V4h12v17M3 21h18M14 12v1",
  pause: "M9 5v14M15 5v14",
  play: "M8 5l11 7-11 7z",
  flag: "M6 21V4h11l-2 4 2 4H6",
  shield: "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z",
  save: "M12 4v11M7 11l5 5 5-5M4 20h16",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  map: "M4 6l5-2 6 2 5-2v14l-5 2-6-2-5 2zM9 4v14M15 6v14",
  people: "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20a6.5 6.5 0 0113 0M16 4.5a3.5 3.5 0 010 6M18.5 14.5a6.5 6.5 0 013 5.5",
  look: "M2 12s4-6.5 10-6.5S22 12 22 12s-4 6.5-10 6.5S2 12 2 12zM12 15a3 3 0 100-6 3 3 0 000 6z",
  history: "M4 12a8 8 0 108-8 8 8 0 00-6 2.7L4 9M4 4v5h5M12 8v4l3 2",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
