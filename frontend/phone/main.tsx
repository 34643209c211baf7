// The language must stand on the html element before any word is read, so everything else is
// loaded after it.

import "./phone.css";
import { wantedLanguage } from "./device/tongue";

const wanted = wantedLanguage();
if (wanted) document.documentElement.lang = wanted;

const { start } = await import("./app");
await start();
