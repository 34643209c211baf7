// The language must stand on the html element before any word is read, so everything else is
// loaded after it.

import "./phone.css";

const chosen = localStorage.getItem("callout.language");
if (chosen) document.documentElement.lang = chosen;

const { start } = await import("./app");
await start();
