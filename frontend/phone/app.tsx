// The phone: one screen at a time, chosen by the address.

import { render } from "preact";
import { t } from "../web/i18n";
import { watchFailures } from "./failures";
import { keepClientsWords, speakForScreen } from "./handover";
import { followNotices } from "./notices";
import { sharePositions } from "./positions";
import { go, route } from "./route";
import { Begin } from "./screens/begin";
import { Checklist } from "./screens/checklist";
import { Closed } from "./screens/closed";
import { Device } from "./screens/device";
import { Found, FoundForm } from "./screens/found";
import { Finish } from "./screens/finish";
import { DayMap } from "./screens/map";
import { Notes } from "./screens/notes";
import { NewOffer } from "./screens/offer";
import { Offered } from "./screens/offered";
import { Outbox } from "./screens/outbox";
import { Pair } from "./screens/pair";
import { PartsAndTime } from "./screens/parts";
import { Photos } from "./screens/photos";
import { Report } from "./screens/report";
import { Sign } from "./screens/sign";
import { Today } from "./screens/today";
import { Visit } from "./screens/visit";
import { startSender } from "./sender";
import { keepShell } from "./updates";
import { bundle, loadState, sending, session } from "./state";
import { Empty, Notice, Screen } from "./ui";
import { isRevoked } from "./session";
import { openVisit } from "./visits";

export async function start(): Promise<void> {
  watchFailures();
  const place = document.getElementById("phone") ?? document.body;
  place.replaceChildren();
  if (!window.isSecureContext) return render(<NeedsHttps />, place);
  try {
    await loadState();
  } catch {
    return render(<NoStorage />, place);
  }
  render(<App />, place);
  keepClientsWords();
  startSender();
  followNotices();
  sharePositions();
  void keepShell();
}

function App() {
  const [first, id, screen, ...rest] = route.value;
  speakForScreen();
  if (first === "device") return <Device />;
  if (first === "outbox" && session.value) return <Outbox />;
  if (!session.value || isRevoked(session.value) || first === "pair") {
    return <Pair code={id ?? ""} />;
  }
  if (!bundle.value) return <Fetching />;
  if (first === "map") return <DayMap day={id} />;
  if (first === "begin") return <Begin />;
  if (first !== "visit") return <Today day={first === "day" ? id : undefined} />;
  return <OfVisit id={id} screen={screen} rest={rest} />;
}

function OfVisit({ id, screen, rest }: { id?: string; screen?: string; rest: string[] }) {
  const open = openVisit(id);
  if (!open) return <Gone />;
  switch (screen) {
    case "checklist":
      return <Checklist open={open} work={rest[0] ?? ""} hash={rest[1] ?? ""} />;
    case "photos":
      return <Photos open={open} />;
    case "offer":
      return <NewOffer open={open} />;
    case "offered":
      return <Offered open={open} proposal={rest[0]} />;
    case "parts":
      return <PartsAndTime open={open} />;
    case "notes":
      return <Notes open={open} />;
    case "found":
      return rest[0] ? <FoundForm open={open} kind={rest[0]} /> : <Found open={open} />;
    case "closed":
      return <Closed open={open} />;
    case "finish":
      return <Finish open={open} />;
    case "report":
      return <Report open={open} />;
    case "sign":
      return <Sign open={open} />;
    default:
      return <Visit open={open} />;
  }
}

function NeedsHttps() {
  return (
    <Screen title={t("Callout")}>
      <Notice kind="bad" icon="warn" title={t("This address is not secure")}>
        {t("The phone app keeps work safely only over https. Ask the office for the right address.")}
      </Notice>
    </Screen>
  );
}

function NoStorage() {
  return (
    <Screen title={t("Callout")}>
      <Notice kind="bad" icon="warn" title={t("The phone's storage cannot be opened")}>
        {t("Leave private browsing, or free some space, and open this page again.")}
      </Notice>
    </Screen>
  );
}

function Fetching() {
  return (
    <Screen title={t("Callout")}>
      {sending.value.problem && <Notice kind="warn">{sending.value.problem}</Notice>}
      <Empty icon="sync" title={t("Fetching your visits")}>
        {t("This takes a moment on the first start.")}
      </Empty>
    </Screen>
  );
}

function Gone() {
  return (
    <Screen
      title={t("Visit")}
      back={["today"]}
      action={{ label: t("Back to today"), onTap: () => go() }}
    >
      <Empty icon="info" title={t("This visit is no longer yours")}>
        {t("The office moved or cancelled it. What you recorded is kept and still goes out.")}
      </Empty>
    </Screen>
  );
}
