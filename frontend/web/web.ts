// What every page of the office and the portal loads: the design system and its small elements.
import "../ui/main.css";
import "./requests";
import "./ticking";
import "./toasts";
import "./overlays";
import "./key-table";
import "./paper-check";
import "./photo-drop";
import "./day-lanes";
import "./drag-list";
import "./forms";
import "./combo-box";
import "./moment-field";
import "./selection";
import "./strips";
