import { t } from "../../../web/i18n";
import type { ServiceObject } from "../../../wire/types";
import { Icon } from "../../ui/icons";
import { Sheet } from "../../ui/taps";

/** Hands the place over to the map app of the engineer's choice. */
export function Navigate({ object, onClose }: { object: ServiceObject; onClose: () => void }) {
  const known = object.lat !== null && object.lon !== null;
  const point = known
    ? `${object.lat},${object.lon}`
    : encodeURIComponent([object.name, object.address].filter(Boolean).join(", "));
  const maps = [
    { name: t("The phone's own map"), to: known ? `geo:${point}?q=${point}(${encodeURIComponent(object.name)})` : `geo:0,0?q=${point}` },
    {
      name: "Google Maps",
      to: `https://www.google.com/maps/dir/?api=1&destination=${point}&travelmode=driving`,
    },
    { name: "Apple Maps", to: `https://maps.apple.com/?daddr=${point}&dirflg=d` },
    { name: "Waze", to: `https://waze.com/ul?${known ? "ll" : "q"}=${point}&navigate=yes` },
    { name: "OpenStreetMap", to: `https://www.openstreetmap.org/directions?to=${point}` },
  ];
  return (
    <Sheet title={t("Navigate with")} onClose={onClose}>
      <p>{[object.name, object.address].filter(Boolean).join(", ")}</p>
      {maps.map((map) => (
        <a key={map.name} class="button" href={map.to} target="_blank" rel="noopener noreferrer">
          <Icon name="navigate" />
          {map.name}
        </a>
      ))}
    </Sheet>
  );
}
