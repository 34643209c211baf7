import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { ServiceObject } from "../../../wire/types";
import { chooseMapApp, MAP_APPS, wayTo, type MapApp } from "../../device/navigators";
import { mapApp } from "../../kept/state";
import { Icon } from "../../ui/icons";
import { Section } from "../../ui/parts";
import { Choice, Sheet } from "../../ui/taps";

/** Hands the place over to the engineer's map app; the first time it asks which. */
export function Navigate({ object, square }: { object: ServiceObject; square?: boolean }) {
  const [asking, setAsking] = useState(false);
  const look = square ? "button square" : "button";
  const words = (
    <>
      <Icon name="navigate" />
      {t("Navigate")}
    </>
  );
  if (mapApp.value) {
    return (
      <a class={look} href={wayTo(object, mapApp.value)} target="_blank" rel="noopener noreferrer">
        {words}
      </a>
    );
  }
  return (
    <>
      <button type="button" class={look} onClick={() => setAsking(true)}>
        {words}
      </button>
      {asking && <FirstChoice object={object} onClose={() => setAsking(false)} />}
    </>
  );
}

function FirstChoice({ object, onClose }: { object: ServiceObject; onClose: () => void }) {
  return (
    <Sheet title={t("Navigate with")} onClose={onClose}>
      <p>{[object.name, object.address].filter(Boolean).join(", ")}</p>
      {MAP_APPS.map((app) => (
        <a
          key={app}
          class="button"
          href={wayTo(object, app)}
          target="_blank"
          rel="noopener noreferrer"
          onClick={() => void chooseMapApp(app)}
        >
          <Icon name="navigate" />
          {appName(app)}
        </a>
      ))}
      <p class="help">{t("The choice is remembered. Change it under Phone and settings.")}</p>
    </Sheet>
  );
}

/** The remembered app, and the way to another one. */
export function MapAppChoice() {
  const options = MAP_APPS.map((app) => ({ value: app, label: appName(app) }));
  return (
    <Section title={t("Navigate with")}>
      <Choice
        label={t("Navigate with")}
        stacked
        options={[...options, { value: "ask" as const, label: t("Ask each time") }]}
        value={mapApp.value ?? "ask"}
        onChoose={(chosen) => void chooseMapApp(chosen === "ask" ? undefined : chosen)}
      />
    </Section>
  );
}

function appName(app: MapApp): string {
  const names: Record<MapApp, string> = {
    phone: t("The phone's own map"),
    google: "Google Maps",
    apple: "Apple Maps",
    waze: "Waze",
    osm: "OpenStreetMap",
  };
  return names[app];
}
