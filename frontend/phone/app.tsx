// The phone: one screen at a time, chosen by the address.

import { render } from "preact";
import { t } from "../web/i18n";
import { followNotices } from "./device/notices";
import { sharePositions } from "./device/positions";
import { keepShell } from "./device/updates";
import { watchFailures } from "./kept/failures";
import { bundle, config, loadState, pulledAt, sending, session } from "./kept/state";
import { startSender } from "./outbox/sender";
import { keepClientsWords, speakForScreen } from "./report/handover";
import { go, route } from "./route";
import { Begin } from "./screens/day/begin";
import { DayMap } from "./screens/day/map";
import { Today } from "./screens/day/today";
import { Device } from "./screens/device/device";
import { Looks } from "./screens/device/looks";
import { Outbox } from "./screens/device/outbox";
import { Pair } from "./screens/device/pair";
import { TooLong } from "./screens/device/toolong";
import { Found, FoundForm } from "./screens/found/found";
import { NewOffer } from "./screens/offer/offer";
import { Offered } from "./screens/offer/offered";
import { Report } from "./screens/report/report";
import { Sign } from "./screens/report/sign";
import { Checklist } from "./screens/visit/checklist";
import { Closed } from "./screens/visit/closed";
import { Finish } from "./screens/visit/finish";
import { Notes } from "./screens/visit/notes";
import { PartsAndTime } from "./screens/visit/parts";
import { Photos } from "./screens/visit/photos";
import { Visit } from "./screens/visit/visit";
import { isRevoked } from "./server/session";
import { useNow } from "./ui/moving";
import { Empty, Notice } from "./ui/parts";
import { Screen } from "./ui/screen";
import { isTooOld } from "./world/reading";
import { openVisit } from "./world/visits";

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
  const now = useNow();
  speakForScreen();
  if (first === "device") return <Device />;
  if (first === "outbox" && session.value) return <Outbox />;
  if (first === "looks" && session.value) return <Looks />;
  if (!session.value || isRevoked(session.value) || first === "pair") {
    return <Pair code={id ?? ""} />;
  }
  if (!bundle.value || !pulledAt.value) return <Fetching />;
  if (isTooOld(pulledAt.value, config.value, now)) {
    return <TooLong pulledAt={pulledAt.value} now={now} />;
  }
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
